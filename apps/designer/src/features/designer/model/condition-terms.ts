// What stands together in a row of tokens: brackets, parts between operators, and values that no operator can take apart.
import { isOperator, type Token } from './jsonata-tokens.ts';

export type Tokens = readonly Token[];

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSING: ReadonlySet<string> = new Set(Object.values(CLOSES));

/** The bracket that a token opens or closes. */
const bracketOf = (token: Token | undefined): string =>
  token?.kind === 'operator' && (CLOSES[token.text] !== undefined || CLOSING.has(token.text)) ? token.text : '';

/** Where the bracket at a place is closed; -1 when there is none, or it is not. */
export function closingOf(tokens: Tokens, open: number): number {
  const wanted: string[] = [];
  for (let index = open; index < tokens.length; index += 1) {
    const bracket = bracketOf(tokens[index]);
    const closing = CLOSES[bracket];
    if (closing !== undefined) wanted.push(closing);
    else if (bracket !== '' && wanted.pop() !== bracket) return -1;
    if (wanted.length === 0) return bracket === '' ? -1 : index;
  }
  return -1;
}

/** The parts between some operators, outside of all brackets, and the operators themselves. */
export function splitAt(
  tokens: Tokens,
  operators: ReadonlySet<string>,
): { readonly parts: readonly Tokens[]; readonly joints: readonly string[] } {
  const parts: Token[][] = [[]];
  const joints: string[] = [];
  let depth = 0;
  tokens.forEach((token, index) => {
    const bracket = bracketOf(token);
    if (bracket !== '') depth += CLOSES[bracket] === undefined ? -1 : 1;
    // At the beginning of a part a word is a name.
    const isJoint = depth === 0 && operators.has(signOf(tokens, index)) && parts.at(-1)?.length !== 0;
    if (isJoint) {
      joints.push(token.text);
      parts.push([]);
    } else parts.at(-1)?.push(token);
  });
  return { parts, joints };
}

/** An operator, or a word of the language: behind a dot, and in backticks, every word is a member's name. */
export function signOf(tokens: Tokens, index: number): string {
  const token = tokens[index];
  if (token === undefined) return '';
  if (token.kind === 'operator') return token.text;
  return token.kind === 'name' && !token.isQuoted && !isOperator(tokens[index - 1], '.') ? token.text : '';
}

/** Whether tokens are one value with members, filters and calls behind it: nothing around it can take it apart. */
export function isTerm(tokens: Tokens): boolean {
  let at = primaryEnd(tokens, 0);
  while (at !== undefined && at < tokens.length) at = postfixEnd(tokens, at);
  return at !== undefined && tokens.length > 0;
}

/** Words that begin something else than a path. */
const NO_NAMES: ReadonlySet<string> = new Set(['and', 'or', 'in', 'function', 'λ']);
const STARTS: ReadonlySet<Token['kind']> = new Set(['string', 'number', 'variable', 'name']);

function primaryEnd(tokens: Tokens, at: number): number | undefined {
  const token = tokens[at];
  if (token === undefined || NO_NAMES.has(signOf(tokens, at))) return undefined;
  if (!STARTS.has(token.kind)) return bracketEnd(tokens, at, '(');
  const isCall = token.kind === 'variable' && isOperator(tokens[at + 1], '(');
  return isCall ? bracketEnd(tokens, at + 1, '(') : at + 1;
}

function postfixEnd(tokens: Tokens, at: number): number | undefined {
  if (!isOperator(tokens[at], '.')) return bracketEnd(tokens, at, '[');
  return isOperator(tokens[at + 1], '*') ? at + 2 : primaryEnd(tokens, at + 1);
}

function bracketEnd(tokens: Tokens, at: number, bracket: string): number | undefined {
  if (!isOperator(tokens[at], bracket)) return undefined;
  const end = closingOf(tokens, at);
  return end < 0 ? undefined : end + 1;
}
