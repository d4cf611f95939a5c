import type { ActiveRun } from './active-run.ts';
import type { Clock } from './ports.ts';

/** Times that processes were lost with a run at one place, from which on it may be the reason. */
export const SUSPECT_LOSSES = 2;
/** 1 s, 10 s, 100 s: whoever ends its process does so soon, and the last time is enough for a call of a minute. */
const FIRST_ALONE_MS = 1000;
const ALONE_GROWTH = 10;
const MAX_ALONE_MS = 100_000;

/**
 * Of the runs that a lost process had, one has probably ended it, and the others must not be taken for that one. So each that
 * may be the reason begins alone: nothing else begins in its process for a time that grows with its losses, or until it has
 * moved or left. Between two of them others have as much of the time.
 */
export class Suspects {
  readonly #clock: Clock;
  readonly #onOpen: () => void;
  #alone: { readonly run: ActiveRun; readonly sinceMs: number; readonly cancelTimer: () => void } | undefined;
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

  /** The run begins; one of few losses does not matter. */
  begin(run: ActiveRun, losses: number): void {
    if (losses < SUSPECT_LOSSES) return;
    if (this.#alone !== undefined) this.clear(this.#alone.run);
    const aloneMs = Math.min(MAX_ALONE_MS, FIRST_ALONE_MS * ALONE_GROWTH ** (losses - SUSPECT_LOSSES));
    const cancelTimer = this.#clock.schedule(aloneMs, () => this.clear(run));
    this.#alone = { run, sinceMs: this.#clock.monotonicMs(), cancelTimer };
    run.journal.afterWrite(() => this.clear(run));
  }

  /** The run has moved, has left, or was alone for long enough. */
  clear(run: ActiveRun): void {
    if (this.#alone?.run !== run) return;
    const nowMs = this.#clock.monotonicMs();
    const { sinceMs, cancelTimer } = this.#alone;
    cancelTimer();
    this.#alone = undefined;
    this.#openUntilMs = nowMs + (nowMs - sinceMs);
    this.#onOpen();
  }
}
