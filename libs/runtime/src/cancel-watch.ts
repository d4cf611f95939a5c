import type { ActiveRuns } from './active-runs.ts';
import type { EnginePorts } from './engine-ports.ts';

/** Hears that somebody asked, at any process, to cancel a run that executes in this one. */
export class CancelWatch {
  readonly #ports: EnginePorts;
  readonly #active: ActiveRuns;
  #cancelTimer: () => void = () => undefined;
  #isStarted = false;

  constructor(ports: EnginePorts, active: ActiveRuns) {
    this.#ports = ports;
    this.#active = active;
  }

  start(): void {
    this.#isStarted = true;
    this.#schedule();
  }

  stop(): void {
    this.#isStarted = false;
    this.#cancelTimer();
  }

  #schedule(): void {
    if (!this.#isStarted) return;
    const { clock, settings } = this.#ports;
    this.#cancelTimer = clock.schedule(settings.cancelLookMs, () => void this.look().then(() => this.#schedule()));
  }

  /** One look; never rejects. */
  async look(): Promise<void> {
    const held = this.#active.list().filter(({ journal }) => journal.lease !== undefined);
    if (held.length === 0) return;
    try {
      const asked = await this.#ports.runs.findCancelRequests(held.map(({ journal }) => journal.runId));
      for (const runId of asked) this.#active.get(runId)?.cancel();
    } catch (cause) {
      this.#ports.report({ kind: 'store.failed', what: 'look for cancel requests', cause });
    }
  }
}
