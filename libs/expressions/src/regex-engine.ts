import { RE2JS } from 're2js';
import type { Budget } from './budget.ts';
import { budgetExceeded, ExpressionError } from './errors.ts';
import { MAX_REGEX_CHARACTERS, MAX_REGEX_WORK } from './limits.ts';
import { RecentMap } from './recent-map.ts';
import { translateSource } from './regex-source.ts';

/**
 * Takes the place of `RegExp` inside jsonata: the same three members, on an engine whose time is linear in the text.
 * Look-around and back-references need backtracking, so they do not exist here.
 */
export class RegexEngine {
  lastIndex = 0;
  readonly #pattern: RE2JS;
  readonly #budget: Budget;

  constructor(source: RegExp, budget: Budget) {
    this.#pattern = compileRegex(source);
    this.#budget = budget;
  }

  /** The next match from `lastIndex` on, shaped as `RegExp.prototype.exec` shapes it. */
  exec(text: unknown): (RegExpExecArray & string[]) | null {
    if (text === undefined) return null;
    if (typeof text !== 'string')
      throw new ExpressionError('expression.failed', 'Only texts match a regular expression.');
    const most = Math.floor(MAX_REGEX_WORK / this.#pattern.programSize());
    if (text.length - this.lastIndex > most) {
      throw budgetExceeded('regexWork', `This regular expression is applied to ${most} characters at most.`);
    }
    const matcher = this.#pattern.matcher(text);
    const start = this.lastIndex;
    const isFound = start <= text.length && matcher.find(start);
    this.#budget.chargeCharacters((isFound ? matcher.end() : text.length) - start);
    if (!isFound) {
      this.lastIndex = 0;
      return null;
    }
    const groups: (string | null)[] = [];
    for (let index = 0; index <= matcher.groupCount(); index += 1) groups.push(matcher.group(index));
    this.lastIndex = matcher.end();
    const found = groups.map((group) => group ?? undefined) as unknown as RegExpExecArray;
    return Object.assign(found, { index: matcher.start(), input: text });
  }
}

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
