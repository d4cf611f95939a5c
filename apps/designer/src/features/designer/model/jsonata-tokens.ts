// The words of a JSONata text. The page has no parser of its own, and to tell a path, a constant or one call from
// anything else it needs none: these are certain from the tokens alone.

/** A word of a JSONata text. */
export interface Token {
  /** `broken`: no JSONata, such as a text without an end. */
  readonly kind: 'string' | 'number' | 'name' | 'variable' | 'regex' | 'operator' | 'broken';
  /** Of a text or a name what it means, else as it is written. */
  readonly text: string;
  /** A name in backticks is no word of the language. */
  readonly isQuoted: boolean;
  readonly from: number;
  readonly to: number;
}

const BLANK = /(?:[ \t\n\r\v]|\/\*[\s\S]*?\*\/)*/y;
const NUMBER = /(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /[^\s.[\]{}(),@#;:?+\-*/%|=<>^&!~"'`]+/y;
const QUOTED = /`([^`]*)`/y;
const TEXT = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;
const REGEX_START = /\/(?![*/])/y;
const FLAGS = /[im]*/y;
const OPERATOR = /\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|\/(?!\*)|[.[\]{}(),@#;:?+\-*%|=<>^&!~]/y;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** All tokens of a text; `undefined` when something in it is no JSONata. */
export function tokensOf(source: string): readonly Token[] | undefined {
  const tokens = looseTokensOf(source);
  return tokens.some(({ kind }) => kind === 'broken') ? undefined : tokens;
}

/** All tokens of a text that somebody may still be writing. */
export function looseTokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = skipBlank(source, 0); at < source.length; at = skipBlank(source, tokens.at(-1)?.to ?? at))
    tokens.push(readToken(source, at, tokens.at(-1)));
  return tokens;
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
const skipBlank = (source: string, at: number): number => at + (match(BLANK, source, at)?.[0].length ?? 0);

function readToken(source: string, at: number, before: Token | undefined): Token {
  const token = (kind: Token['kind'], length: number, text = source.slice(at, at + length)): Token => ({
    ...{ kind, text, isQuoted: source[at] === '`', from: at, to: at + length },
  });
  const text = match(TEXT, source, at);
  if (text !== null) {
    const meant = unescape(text[1] ?? text[2] ?? '');
    return token(meant === undefined ? 'broken' : 'string', text[0].length, meant);
  }
  const quoted = match(QUOTED, source, at);
  if (quoted !== null) return token('name', quoted[0].length, quoted[1]);
  const regexTo = endsValue(before) ? undefined : regexEnd(source, at);
  if (regexTo !== undefined) return token('regex', regexTo - at);
  const number = match(NUMBER, source, at);
  if (number !== null) return token('number', number[0].length);
  const operator = match(OPERATOR, source, at);
  if (operator !== null) return token('operator', operator[0].length);
  const word = match(WORD, source, at);
  if (word === null) return token('broken', brokenLength(source, at));
  return word[0].startsWith('$') ? token('variable', word[0].length) : token('name', word[0].length);
}

/** A quote or a comment without an end takes all that follows. */
const brokenLength = (source: string, at: number): number =>
  '"\'`/'.includes(source.charAt(at)) ? source.length - at : 1;

/** A slash in square brackets does not end it, unless they have no end themselves. */
const regexEnd = (source: string, at: number): number | undefined =>
  match(REGEX_START, source, at) === null ? undefined : (slashAfter(source, at, true) ?? slashAfter(source, at, false));

function slashAfter(source: string, at: number, withBrackets: boolean): number | undefined {
  let isInBrackets = false;
  for (let end = at + 1; end < source.length && source[end] !== '\n'; end += 1) {
    const sign = source[end];
    if (sign === '\\') end += 1;
    else if (sign === '[') isInBrackets = withBrackets;
    else if (sign === ']') isInBrackets = false;
    else if (sign === '/' && !isInBrackets) return end + 1 + (match(FLAGS, source, end + 1)?.[0].length ?? 0);
  }
  return undefined;
}

/** After a value, a slash divides. */
const endsValue = (token: Token | undefined): boolean =>
  token !== undefined && (token.kind !== 'operator' || [')', ']', '}'].includes(token.text));

function unescape(text: string): string | undefined {
  const illegal = /\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})/;
  const marks = text.replaceAll('\\\\', '');
  if (illegal.test(marks)) return undefined;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The parts between commas that stand in no brackets; `undefined` when the brackets do not fit each other. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] | undefined {
  const parts: Token[][] = [[]];
  const open: string[] = [];
  for (const token of tokens) {
    const sign = token.kind === 'operator' ? token.text : '';
    if (CLOSING[sign] !== undefined) open.push(CLOSING[sign]);
    else if (Object.values(CLOSING).includes(sign) && open.pop() !== sign) return undefined;
    if (sign === ',' && open.length === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return open.length === 0 ? parts : undefined;
}

export const isOperator = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'operator' && token.text === text;

/** The arguments of a call of a function, when that is all there is; none for anything else. */
export function argumentsOf(tokens: readonly Token[], name: string): readonly (readonly Token[])[] {
  const isCall = tokens[0]?.text === name && isOperator(tokens[1], '(') && isOperator(tokens.at(-1), ')');
  return isCall && tokens[0]?.kind === 'variable' ? (splitAtCommas(tokens.slice(2, -1)) ?? []) : [];
}

/** The text that tokens stand for. */
export const sourceOf = (tokens: readonly Token[], source: string): string =>
  source.slice(tokens[0]?.from ?? 0, tokens.at(-1)?.to ?? 0);
