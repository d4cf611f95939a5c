// Refuses what the parser could not take: it is recursive, and copies the left sides of `??` and `?:`.
import { ExpressionError } from './errors.ts';
import { MAX_SOURCE_CHARACTERS, MAX_SOURCE_DEPTH, MAX_SOURCE_DEFAULTS } from './limits.ts';

/** Texts, names in backquotes, comments, brackets, separators, and the operators that are copied. */
const PARTS = /"(?:[^"\\]|\\[^])*"?|'(?:[^'\\]|\\[^])*'?|`[^`]*`?|\/\*[^]*?(?:\*\/|$)|[([{}\]),;]|\?[?:]/g;

/** What is known of a bracket while it is open. */
interface Bracket {
  /** The most `??` inside one another in it. */
  defaults: number;
  /** The same in what may still be the left side of a `??`. */
  pending: number;
}

/** Throws `expression.too_complex`. */
export function checkComplexity(source: string): void {
  if (source.length > MAX_SOURCE_CHARACTERS) {
    throw tooComplex(`An expression has ${MAX_SOURCE_CHARACTERS} characters at most.`);
  }
  const open: Bracket[] = [{ defaults: 0, pending: 0 }];
  for (const { 0: part, index } of source.matchAll(PARTS)) {
    const current = open.at(-1);
    if (current !== undefined) read(part, current, open);
    if (open.length > MAX_SOURCE_DEPTH + 1) {
      throw tooComplex(`An expression nests ${MAX_SOURCE_DEPTH} brackets at most.`, index);
    }
    if ((open.at(-1)?.defaults ?? 0) > MAX_SOURCE_DEFAULTS) {
      throw tooComplex(`An expression nests ${MAX_SOURCE_DEFAULTS} left sides of ?? or ?: at most.`, index);
    }
  }
}

function read(part: string, current: Bracket, open: Bracket[]): void {
  if ('([{'.includes(part)) open.push({ defaults: 0, pending: 0 });
  else if (')]}'.includes(part)) close(current, open);
  else if (part === '??' || part === '?:') {
    current.defaults = Math.max(current.defaults, current.pending + 1);
    current.pending = 0;
  } else if (part === ',' || part === ';') current.pending = 0;
}

function close({ defaults }: Bracket, open: Bracket[]): void {
  // One too many is the parser's to complain about.
  if (open.length > 1) open.pop();
  const outer = open.at(-1);
  if (outer === undefined) return;
  outer.defaults = Math.max(outer.defaults, defaults);
  outer.pending = Math.max(outer.pending, defaults);
}

function tooComplex(message: string, position?: number): ExpressionError {
  return new ExpressionError('expression.too_complex', message, position === undefined ? {} : { position });
}
