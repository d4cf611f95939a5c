import type { Evaluation } from './evaluation.ts';
import { Fault, functionFault } from './fault.ts';
import { compileRegex, type Regex } from './regex-engine.ts';
import type { Match, RegexSearch } from './regex-match.ts';
import { FunctionValue } from './values/function-value.ts';

/** A regular expression as a value: a function from a text to its first match, which knows the next one. */
export class RegexFunction extends FunctionValue {
  /** The text, and where to begin. */
  override readonly arity = 2;
  readonly #source: RegExp;
  readonly #at: number | undefined;
  #regex: Regex | undefined;

  /** `at` is where it stands in the expression's text. */
  constructor(source: RegExp, at: number | undefined) {
    super();
    this.#source = source;
    this.#at = at;
  }

  override apply([text, from]: unknown[], _: unknown, evaluation: Evaluation): unknown {
    if (text === undefined) return undefined;
    if (typeof text !== 'string') throw functionFault('Only texts match a regular expression.');
    const offset = typeof from === 'number' && from > 0 ? Math.trunc(from) : 0;
    const found = offset > text.length ? undefined : this.search(text, offset, evaluation).find(offset);
    return found === undefined ? undefined : this.asValue(text, found);
  }

  /** Begins to look for matches at an offset. Throws `expression.regex_unsupported` for what takes backtracking. */
  search(text: string, from: number, evaluation: Evaluation): RegexSearch {
    this.#regex ??= compileRegex(this.#source);
    return this.#regex.search(text, from, evaluation);
  }

  /** The match after another one. Fails where it would be empty: it would be found for ever. */
  findNext(search: RegexSearch, text: string, { end }: Match): Match | undefined {
    if (end >= text.length) return undefined;
    const found = search.find(end);
    if (found?.match === '') throw new Fault('D1004', { position: this.#at, value: this.#source.source });
    return found;
  }

  /** A match as a value, such as a function that replaces it is given. */
  asValue(text: string, found: Match): unknown {
    const { match, start, end, groups } = found;
    return { match, start, end, groups, next: new NextMatch(this, text, found) };
  }
}

/** The function `next` of a match. */
class NextMatch extends FunctionValue {
  override readonly arity = 0;
  readonly #regex: RegexFunction;
  readonly #text: string;
  readonly #found: Match;

  constructor(regex: RegexFunction, text: string, found: Match) {
    super();
    this.#regex = regex;
    this.#text = text;
    this.#found = found;
  }

  override apply(_values: unknown[], _context: unknown, evaluation: Evaluation): unknown {
    const search = this.#regex.search(this.#text, this.#found.end, evaluation);
    const next = this.#regex.findNext(search, this.#text, this.#found);
    return next === undefined ? undefined : this.#regex.asValue(this.#text, next);
  }
}
