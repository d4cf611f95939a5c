import jsonata from 'jsonata';
import type { SyntaxNode } from '../syntax-node.ts';
import { tokensOf } from './tokens.ts';

/** What the parser says against a text. */
export interface Complaint {
  /** The parser's own code. */
  readonly code: string;
  /** Where the token ends that it is about, or where the text ends. */
  readonly position: number;
  /** What was found. */
  readonly token?: unknown;
  /** What was expected, or which part is meant. */
  readonly value?: unknown;
}
export type Parsed = { readonly tree: SyntaxNode } | { readonly complaint: Complaint };

/** A regular expression that the language knows no meaning for. The parser has no code of its own for it. */
export const BAD_REGEX = 'regex';

/** Parses without the parser's recovery, which takes all that follows the first mistake for another. */
export function parse(text: string): Parsed {
  try {
    return { tree: jsonata(text).ast() as unknown as SyntaxNode };
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    return { complaint: complaintOf(cause, text) };
  }
}

function complaintOf(cause: unknown, text: string): Complaint {
  if (cause instanceof SyntaxError) {
    return { code: BAD_REGEX, position: regexEnd(text), value: /: ([^:]*)$/.exec(cause.message)?.[1] };
  }
  const { code = '', position = placeOf(code, text), token, value } = cause as Partial<Complaint>;
  return { code, position: Math.min(position, text.length), token, value };
}

/** The parser does not tell where a parent cannot be found. */
function placeOf(code: string, text: string): number {
  const parent = code === 'S0217' ? tokensOf(text).find(({ start, end }) => text.slice(start, end) === '%') : undefined;
  return parent?.end ?? text.length;
}

/** The end of the first broken regular expression: the shortest beginning of the text in which it is broken already. */
function regexEnd(text: string): number {
  let [fine, broken] = [0, text.length];
  while (broken - fine > 1) {
    const middle = (fine + broken) >> 1;
    if (hasBrokenRegex(text.slice(0, middle))) broken = middle;
    else fine = middle;
  }
  return broken;
}

function hasBrokenRegex(text: string): boolean {
  try {
    jsonata(text);
    return false;
  } catch (cause) {
    return cause instanceof SyntaxError;
  }
}
