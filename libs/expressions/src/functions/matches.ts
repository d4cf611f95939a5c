import { UNITS_PER_STEP, type Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { RegexFunction } from '../regex-function.ts';
import type { Match, RegexSearch } from '../regex-match.ts';
import { isFunctionValue, type FunctionValue } from '../values/function-value.ts';

/** A match as a function written in JSONata may give it. */
export interface GivenMatch {
  readonly match?: unknown;
  readonly start?: unknown;
  readonly end?: unknown;
  readonly groups?: unknown;
  /** Finds the next one. */
  readonly next?: unknown;
}

/** Throws T1010 unless it looks like a match as little as the reference asks for. */
export function asGivenMatch(value: unknown): GivenMatch {
  if (typeof value === 'object' && value !== null) {
    const { start, groups, next } = value as GivenMatch;
    if (typeof start === 'number' || Array.isArray(groups) || isFunctionValue(next)) return value;
  }
  throw new Fault('T1010');
}

/** Goes from match to match in a text. */
export interface Matches {
  /** The first one, or the one after the last that was found. */
  next(): GivenMatch | undefined;
  /** The last that was found, for a function that replaces it. */
  asValue(): unknown;
}

/** The matches of a regular expression, or of any function that finds matches. */
export function matchesOf(text: string, matcher: FunctionValue, evaluation: Evaluation): Matches {
  evaluation.checkCharacters(text.length);
  return matcher instanceof RegexFunction
    ? new RegexMatches(text, matcher, evaluation)
    : new GivenMatches(text, matcher, evaluation);
}

class RegexMatches implements Matches {
  readonly #text: string;
  readonly #regex: RegexFunction;
  readonly #search: RegexSearch;
  readonly #evaluation: Evaluation;
  #current: Match | undefined;

  constructor(text: string, regex: RegexFunction, evaluation: Evaluation) {
    this.#text = text;
    this.#regex = regex;
    this.#search = regex.search(text, 0, evaluation);
    this.#evaluation = evaluation;
  }

  next(): Match | undefined {
    this.#evaluation.charge(UNITS_PER_STEP);
    const last = this.#current;
    this.#current = last === undefined ? this.#search.find(0) : this.#regex.findNext(this.#search, this.#text, last);
    return this.#current;
  }

  asValue(): unknown {
    const current = this.#current;
    return current === undefined ? undefined : this.#regex.asValue(this.#text, current);
  }
}

class GivenMatches implements Matches {
  readonly #text: string;
  readonly #matcher: FunctionValue;
  readonly #evaluation: Evaluation;
  #current: GivenMatch | undefined;

  constructor(text: string, matcher: FunctionValue, evaluation: Evaluation) {
    this.#text = text;
    this.#matcher = matcher;
    this.#evaluation = evaluation;
  }

  next(): GivenMatch | undefined {
    this.#evaluation.charge(UNITS_PER_STEP);
    const given = this.#ask();
    this.#current = given === undefined ? undefined : asGivenMatch(given);
    return this.#current;
  }

  #ask(): unknown {
    if (this.#current === undefined) return this.#matcher.apply([this.#text], null, this.#evaluation);
    const { next } = this.#current;
    if (!isFunctionValue(next)) throw new Fault('T1010');
    return next.apply([undefined], null, this.#evaluation);
  }

  asValue(): unknown {
    return this.#current;
  }
}
