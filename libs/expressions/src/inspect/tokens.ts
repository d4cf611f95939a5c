/** Where a token stands in a text. */
export interface Token {
  readonly start: number;
  readonly end: number;
}

const SPACE = /(?:[ \t\n\r\v]|\/\*[^]*?\*\/)+/y;
const REGEX = /\/(?:[^/\\\n]|\\.)+\/[im]*/y;
const TOKEN = new RegExp(
  [
    /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|`[^`]*`/,
    /(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?/,
    /\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|[.[\]{}(),@#;:?+\-*/%|=<>^&!~]/,
    /[^ \t\n\r\v.[\]{}(),@#;:?+\-*/%|=<>^&!~]+/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);
/** Behind one of these a slash begins a regular expression; behind all else it divides. */
const OPENS = /(?:^|[.[{(,@#;:?+\-*/%|=<>^&!~])$/;

/** The tokens of a text that may be broken: from where one is not closed on, none are given. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = endOf(SPACE, text, 0) ?? 0;
  while (start < text.length) {
    const last = tokens.at(-1);
    const mayBeRegex = text[start] === '/' && OPENS.test(last === undefined ? '' : text.slice(last.start, last.end));
    const end = (mayBeRegex ? endOf(REGEX, text, start) : undefined) ?? endOf(TOKEN, text, start);
    if (end === undefined) break;
    tokens.push({ start, end });
    start = endOf(SPACE, text, end) ?? end;
  }
  return tokens;
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
