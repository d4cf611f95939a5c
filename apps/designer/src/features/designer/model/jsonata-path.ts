// Paths such as `$customer.orders[0].id`: the one kind of expression that a person need not read as code.
import { isOperator, type Token, tokensOf } from './jsonata-tokens.ts';

/** A variable and what is read of it. */
export interface DataPath {
  /** Without `$`. */
  readonly variable: string;
  readonly members: readonly (string | number)[];
}

/** Words that mean something else than a member of that name. */
const RESERVED = new Set(['true', 'false', 'null', 'and', 'or', 'in', 'function', 'λ']);

/** The path that an expression is; `undefined` when it is anything else. */
export function pathOf(source: string): DataPath | undefined {
  const tokens = tokensOf(source);
  const read = tokens === undefined ? undefined : readPath(tokens, 0);
  return read !== undefined && read.end === tokens?.length ? read.path : undefined;
}

interface ReadPath {
  readonly path: DataPath;
  /** The token after it. */
  readonly end: number;
}

/** The path that begins with a token. */
function readPath(tokens: readonly Token[], start: number): ReadPath | undefined {
  const first = tokens[start];
  // `$` and `$$` mean whatever stands around them; what is called is a function.
  if (first?.kind !== 'variable' || /^\$+$/.test(first.text) || isOperator(tokens[start + 1], '(')) return undefined;
  const members: (string | number)[] = [];
  let at = start + 1;
  for (let member = readMember(tokens, at); member !== undefined; member = readMember(tokens, at)) {
    members.push(member.name);
    at += member.length;
  }
  return { path: { variable: first.text.slice(1), members }, end: at };
}

function readMember(tokens: readonly Token[], at: number): { name: string | number; length: number } | undefined {
  const [sign, name, close] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (isOperator(sign, '.') && name?.kind === 'name' && (name.isQuoted || !RESERVED.has(name.text)))
    return isOperator(close, '(') ? undefined : { name: name.text, length: 2 };
  const isIndex = isOperator(sign, '[') && name?.kind === 'number' && /^\d+$/.test(name.text) && isOperator(close, ']');
  return isIndex ? { name: Number(name.text), length: 3 } : undefined;
}

/** A member's expression: a name that is no word is quoted, and one that cannot be is looked up. */
export function memberExpression(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (key.includes('`')) return `$lookup(${parent}, ${JSON.stringify(key)})`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !RESERVED.has(key) ? `${parent}.${key}` : `${parent}.\`${key}\``;
}

/** The expression of a path. */
export function expressionOfPath({ variable, members }: DataPath): string {
  return members.reduce<string>(memberExpression, `$${variable}`);
}

/** Everything that an expression reads of variables, in its order, each once. */
export function readsOf(source: string): readonly DataPath[] {
  const tokens = tokensOf(source) ?? [];
  const found = new Map<string, DataPath>();
  for (let at = 0; at < tokens.length; at += 1) {
    const read = readPath(tokens, at);
    if (read === undefined || isOperator(tokens[read.end], ':=')) continue;
    found.set(expressionOfPath(read.path), read.path);
    at = read.end - 1;
  }
  return [...found.values()];
}
