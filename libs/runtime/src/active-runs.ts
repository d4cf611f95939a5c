import { ActiveRun, type RunStart, type RunSurroundings } from './active-run.ts';
import { toReportedRun } from './engine-ports.ts';
import { isOutage } from './hand-back.ts';
import { RunDropped, RunIsDuplicate } from './run-journal.ts';
import type { Lease } from './run.ts';
import { Suspects } from './suspects.ts';

/** What follows from what happened to a run. */
export interface ActiveRunEvents {
  /** Parked: it is due again then, or at once when it need not wait after all. */
  readonly onParked: (availableAtMs: number) => void;
  /** There is room again, after there was none. */
  readonly onRoom: () => void;
  /** Given up here, because the store could not be asked, and perhaps still held. */
  readonly onLeft: (lease: Lease) => void;
}

/** The runs that this process executes, at most `maxRunning` at once. */
export class ActiveRuns {
  readonly #around: RunSurroundings;
  readonly #events: ActiveRunEvents;
  readonly suspects: Suspects;
  readonly #byId = new Map<string, ActiveRun>();
  #reserved = 0;
  #wasRefused = false;
  #onEmpty: () => void = () => undefined;

  constructor(around: RunSurroundings, events: ActiveRunEvents) {
    this.#around = around;
    this.#events = events;
    const { clock, settings } = around.ports;
    this.suspects = new Suspects(clock, settings.maxLosses, () => events.onRoom());
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Whether another run could begin now. */
  get hasRoom(): boolean {
    return this.#room > 0;
  }

  get #room(): number {
    const { settings, thread } = this.#around.ports;
    const isClosed = this.suspects.isAlone || thread.isShortOfMemory?.() === true;
    return isClosed ? 0 : Math.max(0, settings.maxRunning - this.#byId.size - this.#reserved);
  }

  get(runId: string): ActiveRun | undefined {
    return this.#byId.get(runId);
  }

  list(): readonly ActiveRun[] {
    return [...this.#byId.values()];
  }

  /** Takes places before it is known whether they are needed; returns how many there were, at most as many as wanted. */
  reserve(wanted: number): number {
    const taken = Math.min(wanted, this.#room);
    this.#reserved += taken;
    if (taken === 0) this.#wasRefused = true;
    return taken;
  }

  /** Gives back places; those that were needed have their runs by now. */
  giveBack(places: number): void {
    this.#reserved -= places;
    this.#tellRoom();
  }

  /** Begins to execute a run; the place for it was reserved. */
  execute(start: RunStart): ActiveRun {
    // This process has claimed what it lost: the earlier execution is void.
    this.#byId.get(start.runId)?.drop(new RunDropped('lease_lost'));
    const run = new ActiveRun(this.#around, start);
    this.#byId.set(start.runId, run);
    this.suspects.begin(run, start.losses ?? 0);
    run
      .execute()
      .then(
        ({ availableAtMs }) => {
          if (availableAtMs !== undefined) this.#events.onParked(availableAtMs);
        },
        (cause: unknown) => this.#noteFailure(run, cause),
      )
      .finally(() => this.#remove(run));
    return run;
  }

  /** Resolves when no run is left. */
  whenEmpty(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      if (this.#byId.size === 0) resolve();
    });
  }

  #remove(run: ActiveRun): void {
    this.suspects.clear(run);
    if (this.#byId.get(run.start.runId) !== run) return;
    this.#byId.delete(run.start.runId);
    this.#tellRoom();
    if (this.#byId.size === 0) this.#onEmpty();
  }

  #tellRoom(): void {
    const { maxRunning } = this.#around.ports.settings;
    if (!this.#wasRefused || this.suspects.isAlone || this.#byId.size + this.#reserved >= maxRunning) return;
    this.#wasRefused = false;
    this.#events.onRoom();
  }

  #noteFailure({ start, journal }: ActiveRun, cause: unknown): void {
    const { callers, ports } = this.#around;
    const { runId } = start;
    if (cause instanceof RunDropped) {
      ports.report({ kind: 'run.dropped', ...toReportedRun(start), reason: cause.reason, cause: cause.cause });
      // Whoever stops the process decides what its callers are told.
      if (cause.reason === 'stopping') return;
      const { lease } = journal;
      if (lease !== undefined && isOutage(cause.cause)) this.#events.onLeft(lease);
      // What is kept goes on, here or elsewhere; the rest never was.
      if (journal.isKept) callers.answer({ kind: 'pending', runId, isRepetition: false });
      else callers.fail(runId, cause);
      return;
    }
    if (!(cause instanceof RunIsDuplicate)) ports.report({ kind: 'defect', ...toReportedRun(start), cause });
    callers.fail(runId, cause);
  }
}
