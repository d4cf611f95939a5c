/** What one evaluation may use. */
export interface ExpressionLimits {
  /**
   * Calls and rounds of all loops. What functions read and make counts too, by its size: 64 characters, or 16 items or
   * members, are one step. So memory is bounded as well, and the same on every machine.
   */
  readonly steps: number;
  /** Nodes of the expression inside one another, those of called functions included. */
  readonly depth: number;
  /** Items of any array made on the way. */
  readonly sequenceItems: number;
  /** Characters of any string made on the way, and of all strings of the result together. */
  readonly characters: number;
  /** Values in a structure that is read or returned as a whole, shared parts counted as often as they appear. */
  readonly values: number;
  /** The last resort, since the other limits are the same on every machine. */
  readonly timeMs: number;
}

export const DEFAULT_EXPRESSION_LIMITS: ExpressionLimits = {
  steps: 2_000_000,
  depth: 500,
  sequenceItems: 1_000_000,
  characters: 16 * 1024 * 1024,
  values: 2_500_000,
  timeMs: 500,
};

/** Longer source text is refused before it is parsed, in characters. */
export const MAX_SOURCE_CHARACTERS = 32 * 1024;
/** Deeper brackets are refused before they are parsed: the parser is recursive. */
export const MAX_SOURCE_DEPTH = 200;
/** More left sides of `??` and `?:` inside one another are refused: the parser makes two of each. */
export const MAX_SOURCE_DEFAULTS = 8;
/** Longer regular expressions are refused. */
export const MAX_REGEX_CHARACTERS = 1000;
/**
 * Instructions of a compiled regular expression times characters of the text: one attempt to match cannot be
 * interrupted, and takes some 15 ns for each of them at worst.
 */
export const MAX_REGEX_WORK = 10_000_000;
/** Longer pictures of dates and numbers are refused. */
export const MAX_PICTURE_CHARACTERS = 1000;
/** Longer templates are refused, in characters. */
export const MAX_TEMPLATE_CHARACTERS = 64 * 1024;
/** Rounds of all loops of a template together. */
export const MAX_TEMPLATE_ROUNDS = 100_000;
/** Longer output of a template is refused, in characters. */
export const MAX_TEMPLATE_OUTPUT_CHARACTERS = 4 * 1024 * 1024;
/** Structures deeper than this are no result. */
export const MAX_RESULT_DEPTH = 200;
