import type { ActiveRun } from './active-run.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { EnginePorts } from './engine-ports.ts';
import { RunDropped } from './run-journal.ts';
import type { Lease } from './run.ts';

const RETRY_INTERVAL_MS = 1000;

interface Round {
  readonly askedAtMs: number;
  readonly promise: Promise<void>;
}

/** Renews the leases of all runs of this process in one statement, and drops the runs that it no longer holds. */
export class LeaseKeeper {
  readonly #ports: EnginePorts;
  readonly #active: ActiveRuns;
  #cancelTimer: () => void = () => undefined;
  #isStarted = false;
  #round: Round | undefined;
  #hasFailed = false;

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

  /** Whether others may be about to take over what this process holds. */
  get isStale(): boolean {
    return this.#active.list().some(({ journal }) => journal.isStale);
  }

  #schedule(): void {
    this.#cancelTimer();
    if (!this.#isStarted) return;
    // While renewals fail or hang, the looks come closer together: the leases are running out.
    const isLate = this.#hasFailed || this.#round !== undefined;
    const delayMs = isLate ? RETRY_INTERVAL_MS : this.#ports.settings.renewIntervalMs;
    this.#cancelTimer = this.#ports.clock.schedule(delayMs, () => this.#beat());
  }

  #beat(): void {
    const { clock, settings } = this.#ports;
    if (this.#round !== undefined && clock.monotonicMs() - this.#round.askedAtMs < settings.renewIntervalMs) {
      // Nobody waits for a round that hangs: the leases run out meanwhile.
      this.#dropStale();
    } else {
      this.#round = undefined;
      void this.renew().then(() => {
        this.#dropStale();
        this.#schedule();
      });
    }
    this.#schedule();
  }

  /** One round; never rejects. Calls during a round wait for it. */
  renew(): Promise<void> {
    if (this.#round !== undefined) return this.#round.promise;
    const askedAtMs = this.#ports.clock.monotonicMs();
    const round = { askedAtMs, promise: this.#renewHeld(askedAtMs) };
    this.#round = round;
    void round.promise.then(() => {
      if (this.#round === round) this.#round = undefined;
    });
    return round.promise;
  }

  async #renewHeld(askedAtMs: number): Promise<void> {
    const { runs, settings, report } = this.#ports;
    const { workerId, leaseSeconds } = settings;
    const held = this.#active.list().flatMap(withLease);
    try {
      const leases = held.map(({ lease }) => lease);
      const renewed = leases.length === 0 ? [] : await runs.renewLeases({ leases, workerId, leaseSeconds });
      this.#hasFailed = false;
      const ids = new Set(renewed);
      for (const { run } of held) {
        if (ids.has(run.journal.runId)) run.journal.noteRenewal(askedAtMs);
        // A run that was parked or has ended meanwhile is not renewed, and no loss.
        else if (run.journal.lease !== undefined) run.drop(new RunDropped('lease_lost'));
      }
    } catch (cause) {
      this.#hasFailed = true;
      report({ kind: 'store.failed', what: 'renew leases', cause });
    }
  }

  #dropStale(): void {
    for (const run of this.#active.list()) if (run.journal.isStale) run.drop(new RunDropped('lease_lost'));
  }
}

function withLease(run: ActiveRun): readonly { readonly run: ActiveRun; readonly lease: Lease }[] {
  const { lease } = run.journal;
  return lease === undefined ? [] : [{ run, lease }];
}
