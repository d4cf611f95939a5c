// Reads JSONata as rows of a condition. What has another shape is none, and the text stays as it is.
import {
  charactersOf,
  type Condition,
  type ConditionLiteral,
  type ConditionOperator,
  type ConditionRow,
  type ConditionValue,
  EMPTY_TEXTS,
  INFIX,
  MAY_GIVE_NOTHING,
} from './condition.ts';
import { closingOf, isTerm, signOf, splitAt, type Tokens } from './condition-terms.ts';
import { isOperator, type Token, tokensOf } from './jsonata-tokens.ts';

/** The rows of a condition; undefined when it cannot be built from rows. */
export function parseCondition(source: string): Condition | undefined {
  // A comment would be lost.
  const tokens = source.includes('/*') ? undefined : tokensOf(source);
  if (tokens === undefined || tokens.length === 0) return undefined;
  return conditionOf(source, unwrapped(unguarded(source, tokens)));
}

/** Without the `= true` that makes a missing value of one row false. */
function unguarded(source: string, tokens: Tokens): Tokens {
  const inside = tokens.slice(0, -2);
  const row = unwrapped(inside);
  if (shapeOf(tokens.slice(-2)) !== '= true' || row === inside) return tokens;
  const operator = new RowReader(source).row(row)?.operator;
  return operator !== undefined && MAY_GIVE_NOTHING.has(operator) ? row : tokens;
}

const JOINS: ReadonlySet<string> = new Set(['and', 'or']);

function conditionOf(source: string, tokens: Tokens): Condition | undefined {
  const reader = new RowReader(source);
  const { parts, joints } = splitAt(tokens, JOINS);
  if (new Set(joints).size > 1) return undefined;
  const rows = parts.map((part) => reader.row(unwrapped(unguarded(source, unwrapped(part)))));
  if (!rows.every((row) => row !== undefined)) return undefined;
  return { join: joints[0] === 'or' ? 'or' : 'and', rows };
}

/** Without brackets around all of it. */
function unwrapped(tokens: Tokens): Tokens {
  if (!isOperator(tokens[0], '(') || closingOf(tokens, 0) !== tokens.length - 1) return tokens;
  return unwrapped(tokens.slice(1, -1));
}

/** Tokens as they are compared: a text is never taken for an operator. */
const shapeOf = (tokens: Tokens): string =>
  tokens.map(({ kind, text }) => (kind === 'string' ? JSON.stringify(text) : text)).join(' ');

const OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map(
  Object.entries(INFIX).map(([operator, text]) => [text, operator as ConditionOperator]),
);
const OPERATOR_SIGNS: ReadonlySet<string> = new Set(OPERATORS.keys());
const EQUALS: ReadonlySet<string> = new Set(['=']);
const COMMA: ReadonlySet<string> = new Set([',']);
const EMPTY_LIST = tokensOf(EMPTY_TEXTS) ?? [];

class RowReader {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  row(tokens: Tokens): ConditionRow | undefined {
    return (
      this.#negated(tokens) ??
      this.#exists(tokens) ??
      this.#contains(tokens) ??
      this.#empty(tokens) ??
      this.#start(tokens) ??
      this.#infix(tokens)
    );
  }

  #negated(tokens: Tokens): ConditionRow | undefined {
    const [inner, ...others] = argumentsOf(tokens, '$not') ?? [];
    if (inner === undefined || others.length > 0) return undefined;
    const row = this.#exists(inner) ?? this.#empty(inner);
    if (row?.operator === 'exists') return { left: row.left, operator: 'isMissing' };
    return row?.operator === 'isEmpty' ? { left: row.left, operator: 'isNotEmpty' } : undefined;
  }

  #exists(tokens: Tokens): ConditionRow | undefined {
    const [asked, ...more] = argumentsOf(tokens, '$exists') ?? [];
    return asked === undefined || more.length > 0 ? undefined : this.#rowOf(asked, 'exists');
  }

  #contains(tokens: Tokens): ConditionRow | undefined {
    const [text, part, ...rest] = argumentsOf(tokens, '$contains') ?? [];
    if (text === undefined || part === undefined || rest.length > 0) return undefined;
    if (part[0]?.kind !== 'regex') return this.#rowOf(text, 'contains', this.#value(part));
    const pattern = part.length === 1 ? patternOf(part[0].text) : undefined;
    return pattern === undefined ? undefined : this.#rowOf(text, 'matches', { kind: 'literal', value: pattern });
  }

  #empty(tokens: Tokens): ConditionRow | undefined {
    const list = tokens.slice(-EMPTY_LIST.length);
    const before = tokens.slice(0, -EMPTY_LIST.length);
    if (shapeOf(list) !== shapeOf(EMPTY_LIST) || shapeOf(before.slice(-3)) !== '& "" in') return undefined;
    return this.#rowOf(before.slice(0, -3), 'isEmpty');
  }

  /** `$substring(value, 0, 3) = 'abc'` */
  #start(tokens: Tokens): ConditionRow | undefined {
    const { parts, joints } = splitAt(tokens, EQUALS);
    const [call = [], start = []] = parts;
    const [text = [], from = [], length = [], ...more] = argumentsOf(call, '$substring') ?? [];
    const right = this.#value(start);
    if (right === undefined || joints.length !== 1 || more.length > 0 || shapeOf(from) !== '0') return undefined;
    return shapeOf(length) === lengthOf(start, right) ? this.#rowOf(text, 'startsWith', right) : undefined;
  }

  #infix(tokens: Tokens): ConditionRow | undefined {
    const { parts, joints } = splitAt(tokens, OPERATOR_SIGNS);
    const [left, right, ...others] = parts;
    const operator = OPERATORS.get(joints[0] ?? '');
    if (left === undefined || right === undefined || operator === undefined || others.length > 0) return undefined;
    const value = this.#value(right);
    const unwanted = operator === 'isOneOf' ? 'literal' : 'list';
    return value?.kind === unwanted ? undefined : this.#rowOf(left, operator, value);
  }

  /** A row, unless its sides are more than values; `right` is undefined when it was none. */
  #rowOf(
    left: Tokens,
    operator: ConditionOperator,
    ...right: (ConditionValue | undefined)[]
  ): ConditionRow | undefined {
    const [value] = right;
    if (!isTerm(left) || (right.length > 0 && value === undefined)) return undefined;
    return { left: this.#text(left), operator, ...(value === undefined ? {} : { right: value }) };
  }

  #value(tokens: Tokens): ConditionValue | undefined {
    const literal = literalOf(tokens);
    if (literal !== undefined) return { kind: 'literal', value: literal.value };
    if (isOperator(tokens[0], '[') && closingOf(tokens, 0) === tokens.length - 1) return listOf(tokens.slice(1, -1));
    return isTerm(tokens) ? { kind: 'data', source: this.#text(tokens) } : undefined;
  }

  #text(tokens: Tokens): string {
    return this.#source.slice(tokens[0]?.from ?? 0, tokens.at(-1)?.to ?? 0);
  }
}

/** The arguments, if all of it is one call of that function. */
function argumentsOf(tokens: Tokens, name: string): readonly Tokens[] | undefined {
  if (tokens[0]?.kind !== 'variable' || tokens[0].text !== name) return undefined;
  if (!isOperator(tokens[1], '(') || closingOf(tokens, 1) !== tokens.length - 1) return undefined;
  return splitAt(tokens.slice(2, -1), COMMA).parts;
}

/** How `startsWith` writes the length of what it looks for. */
function lengthOf(start: Tokens, right: ConditionValue): string | undefined {
  if (right.kind === 'data') return `$length ( ${shapeOf(start)} )`;
  if (right.kind === 'list' || typeof right.value !== 'string') return undefined;
  return String(charactersOf(right.value));
}

function listOf(tokens: Tokens): ConditionValue | undefined {
  if (tokens.length === 0) return { kind: 'list', values: [] };
  const values = splitAt(tokens, COMMA).parts.map(literalOf);
  if (!values.every((value) => value !== undefined)) return undefined;
  return { kind: 'list', values: values.map(({ value }) => value) };
}

type Literal = { readonly value: ConditionLiteral } | undefined;
const WORDS: Readonly<Record<string, Literal>> = {
  true: { value: true },
  false: { value: false },
  null: { value: null },
};
const LITERALS: Readonly<Partial<Record<Token['kind'], (tokens: Tokens) => Literal>>> = {
  number: ([token]) => ({ value: Number(token?.text) }),
  string: ([token]) => ({ value: token?.text ?? '' }),
  name: (tokens) => (Object.hasOwn(WORDS, signOf(tokens, 0)) ? WORDS[signOf(tokens, 0)] : undefined),
};

function literalOf(tokens: Tokens): Literal {
  const [first, second, ...others] = tokens;
  if (first === undefined || others.length > 0) return undefined;
  if (second === undefined) return LITERALS[first.kind]?.(tokens);
  return isOperator(first, '-') && second.kind === 'number' ? { value: -Number(second.text) } : undefined;
}

function patternOf(regex: string): string | undefined {
  // Flags have no place in a row.
  if (!regex.endsWith('/')) return undefined;
  const pattern = regex.slice(1, -1).replace(/\\[^]/g, (found) => (found === '\\/' ? '/' : found));
  return pattern === '(?:)' ? '' : pattern;
}
