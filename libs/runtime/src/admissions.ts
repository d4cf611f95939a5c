import type { EnginePorts } from './engine-ports.ts';
import type { CancelledRun } from './ports.ts';
import { Repeating } from './repeating.ts';
import type { RunCancels } from './run-cancels.ts';
import type { RunClaims } from './run-claims.ts';

const BATCH_RUNS = 100;
/** Runs whose process died between their end and the admission of the next are found so much later. */
const SWEEP_MS = 5000;
/** Later ones are found by a sweep. */
const MAX_TIMER_MS = SWEEP_MS;

interface AdmissionParts {
  readonly ports: EnginePorts;
  readonly claims: RunClaims;
  readonly cancels: RunCancels;
}

/** Lets runs begin that had to wait for others: whenever one is accepted or ends, when time has passed, and in sweeps. */
export class Admissions {
  readonly #parts: AdmissionParts;
  /** Workflows that are being looked at; true: somebody asked again meanwhile. */
  readonly #asked = new Map<string, boolean>();
  readonly #timers = new Map<string, () => void>();
  readonly #sweeps: Repeating;
  #isStopped = true;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#sweeps = new Repeating(parts.ports.clock, () => this.#sweep().then(() => SWEEP_MS));
  }

  start(): void {
    this.#isStopped = false;
    this.#sweeps.start();
  }

  stop(): void {
    this.#isStopped = true;
    void this.#sweeps.stop();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Looks whether a run of the workflow may begin; never rejects. Calls during a look cause one more, not many. */
  async request(workflowId: string): Promise<void> {
    if (this.#asked.has(workflowId)) {
      this.#asked.set(workflowId, true);
      return;
    }
    do {
      this.#asked.set(workflowId, false);
      await this.#admit(workflowId);
    } while (this.#asked.get(workflowId) === true);
    this.#asked.delete(workflowId);
  }

  async #admit(workflowId: string): Promise<void> {
    const { ports, claims } = this.#parts;
    try {
      const { admitted, cancelled, nextMs } = await ports.admissions.admit({ workflowId, limit: BATCH_RUNS });
      if (nextMs !== undefined) this.#lookAt(workflowId, nextMs);
      if (admitted.length === BATCH_RUNS) this.#asked.set(workflowId, true);
      if (admitted.length > 0) {
        void claims.tickIfStarted();
        await ports.dispatcher.wake(admitted);
      }
      for (const run of cancelled) await this.#follow(run);
    } catch (cause) {
      ports.report({ kind: 'store.failed', what: 'admit runs', cause });
    }
  }

  /** One whose children cannot be told keeps nobody from hearing of the others. */
  async #follow(run: CancelledRun): Promise<void> {
    const { ports, cancels } = this.#parts;
    try {
      await cancels.follow(run);
    } catch (cause) {
      ports.report({ kind: 'store.failed', what: 'cancel what a run waits for', cause });
    }
  }

  #lookAt(workflowId: string, nextMs: number): void {
    const { clock } = this.#parts.ports;
    const delayMs = Math.max(1, nextMs - clock.nowMs());
    if (this.#isStopped || delayMs > MAX_TIMER_MS || this.#timers.has(workflowId)) return;
    const cancel = clock.schedule(delayMs, () => {
      this.#timers.delete(workflowId);
      void this.request(workflowId);
    });
    this.#timers.set(workflowId, cancel);
  }

  async #sweep(): Promise<void> {
    const { ports } = this.#parts;
    try {
      for (const workflowId of await ports.admissions.findWaiting()) await this.request(workflowId);
    } catch (cause) {
      ports.report({ kind: 'store.failed', what: 'look for runs to admit', cause });
    }
  }
}
