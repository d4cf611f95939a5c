/** What one evaluation may use. */
export interface ExpressionLimits {
  /** Evaluated syntax nodes. */
  readonly steps: number;
  /** Nested calls. */
  readonly depth: number;
  /** Items of any array made on the way. */
  readonly sequenceItems: number;
  /** Characters of any string made on the way, and of all strings of the result together. */
  readonly characters: number;
  /** Values in any structure made on the way, shared parts counted as often as they appear. */
  readonly values: number;
  /** Own busy time; waiting for others does not count. The last resort: the other limits are the same on every machine. */
  readonly busyMs: number;
}

export const DEFAULT_EXPRESSION_LIMITS: ExpressionLimits = {
  steps: 2_000_000,
  depth: 500,
  sequenceItems: 1_000_000,
  characters: 16 * 1024 * 1024,
  values: 4_000_000,
  busyMs: 500,
};

/** Longer source text is refused before it is parsed, in characters. */
export const MAX_SOURCE_CHARACTERS = 32 * 1024;
/** Deeper brackets are refused before they are parsed: the parser is recursive. */
export const MAX_SOURCE_DEPTH = 200;
/** The longest text that a regular expression is applied to: one match attempt cannot be interrupted. */
export const MAX_REGEX_CHARACTERS = 1024 * 1024;
/** Structures deeper than this are no result. */
export const MAX_RESULT_DEPTH = 200;
