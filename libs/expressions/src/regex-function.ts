import type { RE2JS } from 're2js';
import { budgetExceeded } from './errors.ts';
import type { Evaluation } from './evaluation.ts';
import { Fault, functionFault } from './fault.ts';
import { MAX_REGEX_WORK } from './limits.ts';
import { compileRegex } from './regex-engine.ts';
import { FunctionValue } from './values/function-value.ts';

/** One match, with offsets in UTF-16 units. */
export interface Match {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  /** What the groups have caught; undefined for one that took no part. */
  readonly groups: readonly (string | undefined)[];
}

/** A regular expression as a value: a function from a text to its first match, which knows the next one. */
export class RegexFunction extends FunctionValue {
  /** The text, and where to begin. */
  override readonly arity = 2;
  readonly #source: RegExp;
  readonly #at: number | undefined;
  #pattern: RE2JS | undefined;

  /** `at` is where it stands in the expression's text. */
  constructor(source: RegExp, at: number | undefined) {
    super();
    this.#source = source;
    this.#at = at;
  }

  override apply([text, from]: unknown[], _: unknown, evaluation: Evaluation): unknown {
    if (text === undefined) return undefined;
    if (typeof text !== 'string') throw functionFault('Only texts match a regular expression.');
    const found = this.find(text, typeof from === 'number' ? from : 0, evaluation);
    return found === undefined ? undefined : this.asValue(text, found);
  }

  /** The first match at an offset or after it. Throws `expression.regex_unsupported` for what takes backtracking. */
  find(text: string, from: number, evaluation: Evaluation): Match | undefined {
    this.#pattern ??= compileRegex(this.#source);
    const most = Math.floor(MAX_REGEX_WORK / this.#pattern.programSize());
    if (text.length - from > most) {
      throw budgetExceeded('regexWork', `This regular expression is applied to ${most} characters at most.`);
    }
    const matcher = this.#pattern.matcher(text);
    const isFound = from <= text.length && matcher.find(from);
    evaluation.charge((isFound ? matcher.end() : text.length) - from + 1);
    if (!isFound) return undefined;
    const groups: (string | undefined)[] = [];
    for (let index = 1; index <= matcher.groupCount(); index += 1) groups.push(matcher.group(index) ?? undefined);
    return { match: matcher.group() ?? '', start: matcher.start(), end: matcher.end(), groups };
  }

  /** The match after another one. Fails where it would be empty: it would be found for ever. */
  findNext(text: string, { end }: Match, evaluation: Evaluation): Match | undefined {
    if (end >= text.length) return undefined;
    const found = this.find(text, end, evaluation);
    if (found?.match === '') throw new Fault('D1004', { position: this.#at, value: this.#source.source });
    return found;
  }

  /** A match as a value, such as a function that replaces it is given. */
  asValue(text: string, found: Match): unknown {
    return { ...found, next: new NextMatch((evaluation) => this.#nextValue(text, found, evaluation)) };
  }

  #nextValue(text: string, found: Match, evaluation: Evaluation): unknown {
    const next = this.findNext(text, found, evaluation);
    return next === undefined ? undefined : this.asValue(text, next);
  }
}

/** The function `next` of a match. */
class NextMatch extends FunctionValue {
  override readonly arity = 0;
  readonly #find: (evaluation: Evaluation) => unknown;

  constructor(find: (evaluation: Evaluation) => unknown) {
    super();
    this.#find = find;
  }

  override apply(_values: unknown[], _context: unknown, evaluation: Evaluation): unknown {
    return this.#find(evaluation);
  }
}
