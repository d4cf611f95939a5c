// Variables in the text of an expression, without the grammar: enough to tell who reads what, and to rename.
import { isOperator, looseTokensOf } from './jsonata-tokens.ts';

/** A variable as it stands in a text. */
interface VariableToken {
  /** Without `$`. */
  readonly name: string;
  /** Of its `$`. */
  readonly start: number;
  readonly end: number;
  /** It is called as a function. */
  readonly isCall: boolean;
}

/** The variables of an expression, in the order of the text: also of one that somebody is still writing. */
export function variableTokens(expression: string): readonly VariableToken[] {
  const tokens = looseTokensOf(expression);
  return tokens.flatMap(({ kind, text, from, to }, index) => {
    // `$` and `$$` are what the expression works on.
    if (kind !== 'variable' || CONTEXT.has(text)) return [];
    return [{ name: text.slice(1), start: from, end: to, isCall: isOperator(tokens[index + 1], '(') }];
  });
}

const CONTEXT: ReadonlySet<string> = new Set(['$', '$$']);

/** Whether a value is an expression, which is the whole of its text. */
export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}');

/** Renames variables in an expression, those of its own with them: the new names must be new to it. */
export function renameVariables(expression: string, names: ReadonlyMap<string, string>): string {
  const tokens = variableTokens(expression);
  const bound = new Set(tokens.filter((token) => isBinding(expression, token)).map(({ name }) => name));
  let text = '';
  let at = 0;
  for (const { name, start, end, isCall } of tokens) {
    const to = names.get(name);
    // A variable of the machine is data; what is called is a function of the same name, unless the expression made it.
    if (to === undefined || (isCall && !bound.has(name))) continue;
    text += `${expression.slice(at, start)}$${to}`;
    at = end;
  }
  return text + expression.slice(at);
}

/** `$x := …`, `@$x`, `#$x`, and the parameters of a function. */
function isBinding(expression: string, { start, end }: VariableToken): boolean {
  const before = expression.slice(0, start);
  return /^\s*:=/.test(expression.slice(end)) || /[@#]\s*$/.test(before) || /(?:function|λ)\s*\([^()]*$/.test(before);
}

/** A value in which every expression is changed. */
export function mapExpressions<Value>(value: Value, change: (expression: string) => string): Value {
  return mapped(value, change) as Value;
}

function mapped(value: unknown, change: (expression: string) => string): unknown {
  if (isExpression(value)) return change(value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapped(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]));
}

/** Every expression of a value. */
export function expressionsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return isExpression(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsOf) : [];
}
