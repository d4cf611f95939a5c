/** How much may be done now, at so much a second. What was not used is saved up, but no more than a second's worth. */
export class Allowance {
  readonly #perSecond: number;
  readonly #most: number;
  #saved = 1;
  #atMs: number;

  /** `most`: at one time. */
  constructor({
    perSecond,
    most,
    nowMs,
  }: {
    readonly perSecond: number;
    readonly most: number;
    readonly nowMs: number;
  }) {
    this.#perSecond = perSecond;
    this.#most = Math.max(1, Math.min(most, perSecond));
    this.#atMs = nowMs;
  }

  /** Takes all that there is; 0 when it is too early. */
  take(nowMs: number): number {
    const earned = ((nowMs - this.#atMs) * this.#perSecond) / 1000;
    this.#saved = Math.min(this.#most, this.#saved + earned);
    this.#atMs = nowMs;
    const whole = Math.floor(this.#saved + EPSILON);
    this.#saved -= whole;
    return whole;
  }
}
/** Ten tenths are one. */
const EPSILON = 1e-9;
