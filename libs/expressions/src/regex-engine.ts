// Regular expressions in a time that is linear in the text. Look-around and back-references need backtracking, so they do
// not exist here.
import { RE2JS } from 're2js';
import { ExpressionError } from './errors.ts';
import type { Evaluation } from './evaluation.ts';
import { MAX_REGEX_CHARACTERS } from './limits.ts';
import { RecentMap } from './recent-map.ts';
import { LinearSearch, UnitInput } from './regex-linear.ts';
import type { RegexSearch } from './regex-match.ts';
import { nativeRegexes, type NativeRegex } from './regex-native.ts';
import { readsCharacters, translateSource } from './regex-source.ts';

/** Larger programs are refused, in instructions: each takes half a kilobyte, and longer to match. */
const MAX_PROGRAM = 10_000;
/** Instructions of all that are kept compiled. */
const MAX_KEPT_INSTRUCTIONS = 100_000;
/** Characters of all patterns whose plan is kept, and what even the shortest takes. */
const MAX_KEPT_CHARACTERS = 100_000;
const LEAST_CHARACTERS = 50;

const programs = new RecentMap<RE2JS>(MAX_KEPT_INSTRUCTIONS);
const regexes = new RecentMap<Regex>(MAX_KEPT_CHARACTERS);
const keys = new WeakMap<RegExp, string>();

/** A regular expression that can be applied. */
export class Regex {
  readonly #source: RegExp;
  readonly #natives: readonly NativeRegex[];
  readonly #readsCharacters: boolean;

  /** Throws `expression.regex_unsupported` for what no engine can do in linear time. */
  constructor(source: RegExp) {
    this.#source = source;
    this.#natives = nativeRegexes(source);
    this.#readsCharacters = readsCharacters(source.source);
    if (this.#natives.length === 0) programOf(source);
  }

  /** Begins to look through a text, from an offset on. */
  search(text: string, from: number, evaluation: Evaluation): RegexSearch {
    for (const native of this.#natives) {
      const found = native.search(text, from, evaluation);
      if (found !== undefined) return found;
    }
    return new LinearSearch(programOf(this.#source), new UnitInput(text, this.#readsCharacters), evaluation);
  }
}

/** Throws `expression.regex_unsupported` for what it cannot do. */
export function compileRegex(regex: RegExp): Regex {
  const key = keyOf(regex);
  const known = regexes.get(key);
  if (known !== undefined) return known;
  const { source } = regex;
  if (source.length > MAX_REGEX_CHARACTERS) {
    throw unsupported(source, `A regular expression has ${MAX_REGEX_CHARACTERS} characters at most.`);
  }
  const compiled = new Regex(regex);
  regexes.set(key, compiled, LEAST_CHARACTERS + source.length);
  return compiled;
}

function keyOf(regex: RegExp): string {
  let key = keys.get(regex);
  if (key === undefined) {
    key = `${regex.flags}/${regex.source}`;
    keys.set(regex, key);
  }
  return key;
}

/** The program of the linear engine. */
function programOf(regex: RegExp): RE2JS {
  const key = keyOf(regex);
  const known = programs.get(key);
  if (known !== undefined) return known;
  const { source } = regex;
  const program = tryCompile(regex);
  if (program === undefined) {
    throw unsupported(
      source,
      `The regular expression /${source}/ uses something that needs backtracking (look-around or a back-reference), or repeats too often.`,
    );
  }
  programs.set(key, program, program.programSize());
  return program;
}

function tryCompile({ source, ignoreCase, multiline }: RegExp): RE2JS | undefined {
  const translated = translateSource(source);
  if (translated === undefined) return undefined;
  const flags = (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0);
  try {
    const program = RE2JS.compile(RE2JS.translateRegExp(translated), flags);
    return program.programSize() > MAX_PROGRAM ? undefined : program;
  } catch {
    return undefined;
  }
}

function unsupported(source: string, message: string): ExpressionError {
  return new ExpressionError('expression.regex_unsupported', message, { token: source.slice(0, 100) });
}
