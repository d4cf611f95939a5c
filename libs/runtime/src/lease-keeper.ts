import type { ActiveRun } from './active-run.ts';
import type { EnginePorts } from './engine-ports.ts';
import { RunDropped } from './run-journal.ts';

/** Renews the leases of all runs of this process in one statement, and drops the runs that it no longer holds. */
export class LeaseKeeper {
  readonly #ports: EnginePorts;
  readonly #active: ReadonlyMap<string, ActiveRun>;
  #cancelTimer: () => void = () => undefined;
  #isStarted = false;
  #renewedAtMs = 0;

  constructor(ports: EnginePorts, active: ReadonlyMap<string, ActiveRun>) {
    this.#ports = ports;
    this.#active = active;
  }

  start(): void {
    this.#isStarted = true;
    this.#renewedAtMs = this.#ports.clock.monotonicMs();
    this.#schedule();
  }

  stop(): void {
    this.#isStarted = false;
    this.#cancelTimer();
  }

  #schedule(): void {
    if (!this.#isStarted) return;
    // While renewals fail, the tries come closer together: the lease is running out.
    const isLate = this.#ports.clock.monotonicMs() - this.#renewedAtMs > this.#ports.settings.renewIntervalMs;
    const delayMs = isLate ? 1000 : this.#ports.settings.renewIntervalMs;
    this.#cancelTimer = this.#ports.clock.schedule(delayMs, () => void this.renew().finally(() => this.#schedule()));
  }

  /** One round: renews, then asks which of the runs somebody wants to cancel. */
  async renew(): Promise<void> {
    const held = [...this.#active.values()].filter(({ journal }) => journal.fence !== undefined);
    const askedAtMs = this.#ports.clock.monotonicMs();
    try {
      await this.#renewHeld(held);
      this.#renewedAtMs = askedAtMs;
    } catch (cause) {
      this.#ports.report({ kind: 'store.failed', what: 'renew leases', cause });
      if (this.#ports.clock.monotonicMs() - this.#renewedAtMs > this.#ports.settings.selfFenceMs) {
        for (const run of held) run.drop(new RunDropped('lease_lost', cause));
      }
    }
  }

  async #renewHeld(held: readonly ActiveRun[]): Promise<void> {
    if (held.length === 0) return;
    const { runs, settings } = this.#ports;
    const leases = held.map(({ journal }) => ({ runId: journal.runId, fence: journal.fence ?? 0 }));
    const still = new Set(
      await runs.renewLeases({ leases, workerId: settings.workerId, leaseSeconds: settings.leaseSeconds }),
    );
    for (const run of held) {
      // A run that ended meanwhile is not renewed, and no loss.
      if (!still.has(run.journal.runId) && this.#active.get(run.journal.runId) === run)
        run.drop(new RunDropped('lease_lost'));
    }
    for (const runId of await runs.findCancelRequests([...still])) this.#active.get(runId)?.cancel();
  }
}
