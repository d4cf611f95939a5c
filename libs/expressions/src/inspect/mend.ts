import { BAD_REGEX, type Complaint } from './parse.ts';
import { tokensOf, type Token } from './tokens.ts';

/** A text that has been mended so that the parser reads on. */
export interface Draft {
  readonly text: string;
  /** Where each character, and the end, stands in the text that was given. */
  readonly origins: readonly number[];
}

export function draftOf(source: string): Draft {
  return { text: source, origins: Array.from({ length: source.length + 1 }, (_, index) => index) };
}

/** Ways to get past a complaint; the best one lets the parser come farthest. */
export function mend(draft: Draft, { code, position, value, token }: Complaint): readonly Draft[] {
  const replaceCharacter = replacing(draft, { start: position, end: position + 1 });
  switch (code) {
    case 'S0101':
      return ['"', "'"].map((quote) => inserting(draft, position, quote));
    case 'S0102':
      return [replacing(draft, { start: position, end: position + String(token).length })('1')];
    case 'S0103':
    case 'S0104':
      return [replaceCharacter('n')];
    case 'S0105':
      return [inserting(draft, position, '`')];
    case 'S0106':
      return [inserting(draft, draft.text.length, '*/')];
    case 'S0203':
      return [inserting(draft, position, String(value))];
    case 'S0207':
      return [inserting(draft, position, ' x')];
    case 'S0301':
      return [inserting(draft, position, 'x')];
    case 'S0302':
      return [inserting(draft, position, '/')];
    case 'S0212':
      return replacingNext(draft, position, ':=').map((replace) => replace('='));
    default:
      return mendToken(draft, { code, position, value });
  }
}

/** Codes of what is wrong with one token. */
const OF_TOKEN: ReadonlySet<string> = new Set(['S0201', 'S0202', 'S0204', 'S0208', 'S0211', 'S0214', BAD_REGEX]);

function mendToken(draft: Draft, { code, position, value }: Complaint): readonly Draft[] {
  const token = tokensOf(draft.text).find(({ end }) => end === position);
  if (token === undefined || !OF_TOKEN.has(code)) return [];
  const replace = replacing(draft, token);
  if (code === BAD_REGEX) return [replace('x')];
  const expected = code === 'S0202' ? [String(value)] : [];
  return [
    ...expected.map((missing) => inserting(draft, token.start, missing)),
    ...(code === 'S0208' || code === 'S0214' ? [inserting(draft, token.start, '$')] : []),
    ...['&', ',', 'x '].map((missing) => inserting(draft, token.start, missing)),
    ...[...expected, '&', ''].map(replace),
  ];
}

function inserting({ text, origins }: Draft, at: number, added: string): Draft {
  const origin = origins[at] ?? 0;
  return {
    text: text.slice(0, at) + added + text.slice(at),
    origins: [...origins.slice(0, at), ...Array.from(added, () => origin), ...origins.slice(at)],
  };
}

/** The next token of that text, to be replaced. */
function replacingNext(draft: Draft, position: number, wanted: string): readonly ReturnType<typeof replacing>[] {
  const found = tokensOf(draft.text).find(
    ({ start, end }) => start >= position && draft.text.slice(start, end) === wanted,
  );
  return found === undefined ? [] : [replacing(draft, found)];
}

/** Puts something as long or shorter in the place of a token: all else stays where it is. */
function replacing({ text, origins }: Draft, { start, end }: Token): (replacement: string) => Draft {
  return (replacement) => ({
    text: text.slice(0, start) + replacement.padEnd(end - start).slice(0, end - start) + text.slice(end),
    origins,
  });
}
