import type { ActiveRun } from './active-run.ts';
import type { Clock, LossRange } from './ports.ts';

/** Times that processes were lost with a run at one place, from which on it may be the reason. */
export const SUSPECT_LOSSES = 2;
/**
 * How many begin together: a process may die twice with a hundred runs, and one after the other they would all be late. Those
 * that were with the reason once more begin one by one.
 */
export const SUSPECT_GROUPS: readonly { readonly losses: LossRange; readonly limit: number }[] = [
  { losses: { from: SUSPECT_LOSSES + 1 }, limit: 1 },
  { losses: { from: SUSPECT_LOSSES, below: SUSPECT_LOSSES + 1 }, limit: 16 },
];
/** 1 s, 10 s, 100 s: whoever ends its process does so soon, and the last time is enough for a call of a minute. */
const FIRST_ALONE_MS = 1000;
const ALONE_GROWTH = 10;
const MAX_ALONE_MS = 100_000;

interface Group {
  readonly runs: Set<ActiveRun>;
  readonly sinceMs: number;
  readonly cancelTimer: () => void;
}

/**
 * Of the runs that a lost process had, one has probably ended it, and the others must not be taken for that one. So those that
 * may be the reason begin alone, a few at once and in the end one by one: nothing else begins in their process for a time that
 * grows with their losses, or until they have moved or left. Between two groups others have as much of the time.
 */
export class Suspects {
  readonly #clock: Clock;
  readonly #onOpen: () => void;
  /** Those that have not moved yet. */
  #alone: Group | undefined;
  #openUntilMs = -Infinity;

  /** `onOpen`: others may begin again. */
  constructor(clock: Clock, onOpen: () => void) {
    this.#clock = clock;
    this.#onOpen = onOpen;
  }

  /** Whether nothing else may begin. */
  get isAlone(): boolean {
    return this.#alone !== undefined;
  }

  /** So long the others have their time, and the next of these may not begin. */
  get waitMs(): number {
    return Math.max(0, this.#openUntilMs - this.#clock.monotonicMs());
  }

  /** The run begins; one of few losses does not matter. Whoever begins while others are alone is of their group. */
  begin(run: ActiveRun, losses: number): void {
    if (losses < SUSPECT_LOSSES) return;
    this.#alone ??= this.#close(losses);
    this.#alone.runs.add(run);
    run.journal.afterWrite(() => this.clear(run));
  }

  #close(losses: number): Group {
    const aloneMs = Math.min(MAX_ALONE_MS, FIRST_ALONE_MS * ALONE_GROWTH ** (losses - SUSPECT_LOSSES));
    const cancelTimer = this.#clock.schedule(aloneMs, () => this.#open());
    return { runs: new Set(), sinceMs: this.#clock.monotonicMs(), cancelTimer };
  }

  /** The run has moved, or has left. */
  clear(run: ActiveRun): void {
    if (this.#alone?.runs.delete(run) === true && this.#alone.runs.size === 0) this.#open();
  }

  #open(): void {
    if (this.#alone === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    const { sinceMs, cancelTimer } = this.#alone;
    cancelTimer();
    this.#alone = undefined;
    this.#openUntilMs = nowMs + (nowMs - sinceMs);
    this.#onOpen();
  }
}
