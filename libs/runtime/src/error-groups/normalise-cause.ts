// What differs between two failures of one cause goes: numbers, ids, quoted text. What is left tells causes apart.

/** No cause says later than this what it is; and what people may send in must not cost more. */
const READ_CHARACTERS = 4000;
const KEPT_CHARACTERS = 200;
/** A run that failed for a run that failed for a run …; what is nested deeper says nothing new. */
const MAX_NESTED = 20;

const URL_QUERY = /(\bhttps?:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/gi;
/** One that is never closed goes to the end: its text was cut. An apostrophe inside a word opens nothing. */
const QUOTED = /"(?:\\.|[^"\\])*(?:"|\\?$)|`[^`]*`|“[^”]*”|«[^»]*»|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])/gu;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const HEXADECIMAL = /\b0x[0-9a-f]+\b|\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi;
/** `cus_9fK2Qx71`: names of things that machines have made. */
const MADE_ID = /\b(?=\w*\d\w*\d)(?=\w*[a-z])\w{8,}\b/gi;
const NUMBER = /(?:(?<![\w.)-])[-+])?\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?/gi;

/** A cause without what differs from run to run; 200 characters at most. */
export function normaliseCause(cause: string): string {
  const words = readWords(cause, MAX_NESTED)
    .slice(0, READ_CHARACTERS)
    .replace(URL_QUERY, '$1?…')
    .replace(QUOTED, '"…"')
    .replace(UUID, '#')
    .replace(HEXADECIMAL, '#')
    .replace(MADE_ID, '#')
    .replace(NUMBER, '#')
    .replace(/\s+/g, ' ')
    .trim();
  return Array.from(words).slice(0, KEPT_CHARACTERS).join('');
}

/** Of JSON, the words in it: all of it is quoted text, and without that every cause would be the same. */
function readWords(cause: string, nested: number): string {
  const parsed = cause.startsWith('{') && nested > 0 ? parse(cause) : undefined;
  if (parsed === undefined) return cause;
  if (typeof parsed.message === 'string') return parsed.message;
  const { workflow, status, error, cause: inner } = parsed;
  if (typeof workflow !== 'string') return cause;
  // Of a run that it waited for: what failed there is what failed.
  const name = typeof error === 'string' ? error : status;
  const words = typeof inner === 'string' ? readWords(inner, nested - 1) : '';
  return [workflow, name, words].filter((part) => typeof part === 'string' && part !== '').join(': ');
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // One that was cut, or only looks like JSON: its text is what there is.
    return undefined;
  }
}
