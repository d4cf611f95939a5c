// Regular expressions on an engine whose time is linear in the text, whatever the pattern is.
import type { RE2JS } from 're2js';
import { budgetExceeded } from './errors.ts';
import type { Evaluation } from './evaluation.ts';
import { MAX_REGEX_WORK } from './limits.ts';
import type { Match, RegexSearch } from './regex-match.ts';
import { isLineEnd, isWordUnit } from './regex-sets.ts';

/** It looks at each instruction of a pattern for each unit of the text; so many of them are counted as one unit of work. */
const INSTRUCTIONS_PER_UNIT = 16;
/** Matches may begin anywhere. */
const UNANCHORED = 0;

/** Offsets of a match and of its groups in pairs; -1 for a group that took no part. */
type Offsets = readonly number[];

export class LinearSearch implements RegexSearch {
  readonly #program: RE2JS;
  readonly #text: string;
  readonly #input: UnitInput;
  readonly #evaluation: Evaluation;

  constructor(program: RE2JS, input: UnitInput, evaluation: Evaluation) {
    this.#program = program;
    this.#text = input.text;
    this.#input = input;
    this.#evaluation = evaluation;
  }

  find(from: number): Match | undefined {
    const program = this.#program;
    const instructions = program.programSize();
    const most = Math.floor(MAX_REGEX_WORK / instructions);
    if (this.#text.length - from > most) {
      throw budgetExceeded('regexWork', `This regular expression is applied to ${most} characters at most.`);
    }
    const input = this.#input;
    input.furthest = from;
    const offsets = program
      .re2()
      .executeEngine(input, from, UNANCHORED, 2 * (1 + program.groupCount())) as Offsets | null;
    // It may have read far past the match.
    this.#evaluation.charge((input.furthest - from + 1) * Math.ceil(instructions / INSTRUCTIONS_PER_UNIT));
    return offsets === null ? undefined : this.#matchAt(offsets);
  }

  #matchAt(offsets: Offsets): Match {
    const text = this.#text;
    const [start = 0, end = 0] = offsets;
    const groups: (string | undefined)[] = [];
    for (let index = 2; index < offsets.length; index += 2) {
      const groupStart = offsets[index] ?? -1;
      groups.push(groupStart < 0 ? undefined : text.slice(groupStart, offsets[index + 1]));
    }
    return { match: text.slice(start, end), start, end, groups };
  }
}

/** What the engine calls the end of the text: no character, of no width. */
const END = -8;
/** What holds at a place of the text, in the engine's bits. */
const BEGINS_LINE = 1;
const ENDS_LINE = 2;
const BEGINS_TEXT = 4;
const ENDS_TEXT = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;

const MIN_ASTRAL = 0x10000;

/**
 * A text as the engine reads it: by UTF-16 units and with the ends of lines that JavaScript knows, where its own input has
 * characters and knows one. It notes how far the engine reads.
 */
export class UnitInput {
  readonly text: string;
  furthest = 0;
  readonly #readsCharacters: boolean;
  /** Part of the pattern -> where it occurs next. */
  readonly #found = new Map<string, number>();

  /** `readsCharacters`: pairs of surrogates are one character, as properties of Unicode mean it. */
  constructor(text: string, readsCharacters: boolean) {
    this.text = text;
    this.#readsCharacters = readsCharacters;
  }

  endPos(): number {
    return this.text.length;
  }

  /** The character at an offset, times eight, and its width. */
  step(offset: number): number {
    if (offset > this.furthest) this.furthest = offset;
    const { text } = this;
    if (offset >= text.length) return END;
    if (this.#readsCharacters) {
      const character = text.codePointAt(offset) ?? 0;
      if (character >= MIN_ASTRAL) return character * 8 + 2;
    }
    return text.charCodeAt(offset) * 8 + 1;
  }

  context(offset: number): number {
    const { text } = this;
    const isBegin = offset === 0;
    const isEnd = offset >= text.length;
    const before = isBegin ? -1 : text.charCodeAt(offset - 1);
    const after = isEnd ? -1 : text.charCodeAt(offset);
    return (
      (isBegin ? BEGINS_TEXT : 0) |
      (isBegin || isLineEnd(before) ? BEGINS_LINE : 0) |
      (isEnd ? ENDS_TEXT : 0) |
      (isEnd || isLineEnd(after) ? ENDS_LINE : 0) |
      (isWordUnit(before) === isWordUnit(after) ? NO_WORD_BOUNDARY : WORD_BOUNDARY)
    );
  }

  canCheckPrefix(): boolean {
    return true;
  }

  prefixLength({ prefix }: { readonly prefix: string }): number {
    return prefix.length;
  }

  /** How far away the text is that every match begins with; -1 where it does not occur any more. */
  index({ prefix }: { readonly prefix: string }, offset: number): number {
    const found = this.#next(prefix, offset);
    return found === -1 ? -1 : found - offset;
  }

  /** Does a text that every match holds still occur? */
  hasString({ str }: { readonly str: string }, offset: number): boolean {
    return this.#next(str, offset) !== -1;
  }

  /** One of several such texts: the engine finds out itself. */
  hasAnyString(): boolean {
    return true;
  }

  /** Read once, also where it is looked for again and again. */
  #next(part: string, offset: number): number {
    let found = this.#found.get(part);
    if (found === undefined || (found !== -1 && found < offset)) {
      found = this.text.indexOf(part, offset);
      this.#found.set(part, found);
      this.furthest = Math.max(this.furthest, found === -1 ? this.text.length : found);
    }
    return found;
  }
}
