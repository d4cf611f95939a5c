// Regular expressions on an engine whose time is linear in the text. Look-around and back-references need backtracking,
// so they do not exist here.
import { RE2JS } from 're2js';
import { ExpressionError } from './errors.ts';
import { MAX_REGEX_CHARACTERS } from './limits.ts';
import { RecentMap } from './recent-map.ts';
import { translateSource } from './regex-source.ts';

/** Larger programs are refused, in instructions: each takes half a kilobyte, and longer to match. */
const MAX_PROGRAM = 10_000;
/** Instructions of all that are kept compiled. */
const MAX_KEPT_INSTRUCTIONS = 100_000;

const compiled = new RecentMap<RE2JS>(MAX_KEPT_INSTRUCTIONS);

/** Compiles for the linear engine. Throws `expression.regex_unsupported` for what it cannot do. */
export function compileRegex({ source, flags }: RegExp): RE2JS {
  const key = `${flags}/${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (source.length > MAX_REGEX_CHARACTERS) {
    throw unsupported(source, `A regular expression has ${MAX_REGEX_CHARACTERS} characters at most.`);
  }
  const pattern = tryCompile(source, flags);
  if (pattern === undefined) {
    throw unsupported(
      source,
      `The regular expression /${source}/ uses something that needs backtracking (look-around or a back-reference), or repeats too often.`,
    );
  }
  compiled.set(key, pattern, pattern.programSize());
  return pattern;
}

function tryCompile(source: string, flags: string): RE2JS | undefined {
  const translated = translateSource(source);
  if (translated === undefined) return undefined;
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(translated), flagsOf(flags));
    return pattern.programSize() > MAX_PROGRAM ? undefined : pattern;
  } catch {
    return undefined;
  }
}

function unsupported(source: string, message: string): ExpressionError {
  return new ExpressionError('expression.regex_unsupported', message, { token: source.slice(0, 100) });
}

function flagsOf(flags: string): number {
  return (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('m') ? RE2JS.MULTILINE : 0);
}
