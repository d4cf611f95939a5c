/** One match, with offsets in UTF-16 units. */
export interface Match {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  /** What the groups have caught; undefined for one that took no part. */
  readonly groups: readonly (string | undefined)[];
}

/** Goes through a text once, from match to match. */
export interface RegexSearch {
  /** The first match at an offset or after it, which is counted as work. */
  find(from: number): Match | undefined;
}
