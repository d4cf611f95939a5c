import type { ActiveRun } from './active-run.ts';
import type { Clock, LossRange } from './ports.ts';

/** Times that processes were lost with a run at one place, from which on it may be the reason. */
export const SUSPECT_LOSSES = 2;
/** So long a process must have lived before nothing else begins in it: one that keeps dying has no time for that. */
const FIRST_ALONE_AFTER_MS = 10_000;

/** Suspects that begin together. */
interface SuspectTurn {
  readonly losses: LossRange;
  /** How many at once. */
  readonly limit: number;
  /** So long no other suspect begins, unless these have moved or left before. */
  readonly turnMs: number;
  /** Nothing else begins either. */
  readonly isAlone: boolean;
}
interface Turn {
  readonly runs: Set<ActiveRun>;
  readonly sinceMs: number;
  readonly isAlone: boolean;
  readonly cancelTimer: () => void;
}

/**
 * Of the runs that a lost process had, one has probably ended it, and the others must not be taken for that one. So those that
 * may be the reason take turns: many at once first, since a process may die twice with a hundred runs for reasons of its own;
 * few when that was not enough; and when one more loss would be the end, each alone in its process. Others have as much of its
 * time as those.
 */
export class Suspects {
  readonly #clock: Clock;
  readonly #onTurnOver: () => void;
  readonly #turns: readonly SuspectTurn[];
  /** Whose turn is next, when there are some of all kinds. */
  #next = 0;
  /** Those that have not moved yet. */
  #turn: Turn | undefined;
  #openUntilMs: number;

  /** `onTurnOver`: others may begin. */
  constructor(clock: Clock, maxLosses: number, onTurnOver: () => void) {
    this.#clock = clock;
    this.#onTurnOver = onTurnOver;
    const last = Math.max(SUSPECT_LOSSES, maxLosses - 1);
    const few = Math.min(SUSPECT_LOSSES + 1, last);
    this.#turns = [
      { losses: { from: SUSPECT_LOSSES, below: few }, limit: 16, turnMs: 1000, isAlone: false },
      { losses: { from: few, below: last }, limit: 4, turnMs: 10_000, isAlone: false },
      { losses: { from: last }, limit: 1, turnMs: 100_000, isAlone: true },
    ];
    this.#openUntilMs = clock.monotonicMs() + FIRST_ALONE_AFTER_MS;
  }

  /** Whether nothing else may begin. */
  get isAlone(): boolean {
    return this.#turn?.isAlone === true;
  }

  /** Who may begin now, the one whose turn it is first. */
  next(): readonly SuspectTurn[] {
    if (this.#turn !== undefined) return [];
    const mayBeAlone = this.#clock.monotonicMs() >= this.#openUntilMs;
    return [...this.#turns.slice(this.#next), ...this.#turns.slice(0, this.#next)].filter(
      ({ losses: { from = 0, below = Infinity }, isAlone }) => from < below && (mayBeAlone || !isAlone),
    );
  }

  /** A run begins; one of few losses does not matter. */
  begin(run: ActiveRun, losses: number): void {
    if (losses < SUSPECT_LOSSES) return;
    this.#turn ??= this.#open(losses);
    this.#turn.runs.add(run);
    run.journal.afterWrite(() => this.clear(run));
  }

  #open(losses: number): Turn {
    const index = this.#turns.findIndex(({ losses: { below = Infinity } }) => losses < below);
    const { turnMs = 0, isAlone = false } = this.#turns[index] ?? {};
    this.#next = (index + 1) % this.#turns.length;
    const cancelTimer = this.#clock.schedule(turnMs, () => this.#end());
    return { runs: new Set(), sinceMs: this.#clock.monotonicMs(), isAlone, cancelTimer };
  }

  /** The run has moved, or has left. */
  clear(run: ActiveRun): void {
    if (this.#turn?.runs.delete(run) === true && this.#turn.runs.size === 0) this.#end();
  }

  #end(): void {
    if (this.#turn === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    const { sinceMs, isAlone, cancelTimer } = this.#turn;
    cancelTimer();
    this.#turn = undefined;
    if (isAlone) this.#openUntilMs = nowMs + (nowMs - sinceMs);
    this.#onTurnOver();
  }
}
