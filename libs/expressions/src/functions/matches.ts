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

/** Goes from match to match of a regular expression, or of any function that finds matches, in a text. */
export class Matches {
  readonly #text: string;
  readonly #matcher: FunctionValue;
  readonly #evaluation: Evaluation;
  #search: RegexSearch | undefined;
  #current: Match | GivenMatch | undefined;

  constructor(text: string, matcher: FunctionValue, evaluation: Evaluation) {
    evaluation.checkCharacters(text.length);
    this.#text = text;
    this.#matcher = matcher;
    this.#evaluation = evaluation;
  }

  first(): GivenMatch | undefined {
    const matcher = this.#matcher;
    this.#evaluation.charge(UNITS_PER_STEP);
    if (matcher instanceof RegexFunction) {
      this.#search = matcher.search(this.#text, 0, this.#evaluation);
      this.#current = this.#search.find(0);
    } else this.#note(matcher.apply([this.#text], null, this.#evaluation));
    return this.#current;
  }

  /** The one after the last that was found. */
  next(): GivenMatch | undefined {
    const matcher = this.#matcher;
    this.#evaluation.charge(UNITS_PER_STEP);
    if (matcher instanceof RegexFunction && this.#search !== undefined) {
      this.#current = matcher.findNext(this.#search, this.#text, this.#current as Match);
      return this.#current;
    }
    const { next } = this.#current as GivenMatch;
    if (!isFunctionValue(next)) throw new Fault('T1010');
    this.#note(next.apply([undefined], null, this.#evaluation));
    return this.#current;
  }

  /** The last that was found, for a function that replaces it. */
  asValue(): unknown {
    const matcher = this.#matcher;
    return matcher instanceof RegexFunction ? matcher.asValue(this.#text, this.#current as Match) : this.#current;
  }

  #note(given: unknown): void {
    this.#current = given === undefined ? undefined : asGivenMatch(given);
  }
}
