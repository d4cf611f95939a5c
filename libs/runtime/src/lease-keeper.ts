import type { ActiveRun } from './active-run.ts';
import type { ActiveRuns } from './active-runs.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { LeaseRenewal } from './ports.ts';
import { Repeating } from './repeating.ts';
import { RunDropped } from './run-journal.ts';
import type { Lease } from './run.ts';

/** While renewals fail or hang, the leases are running out. */
const LOOK_INTERVAL_MS = 1000;

/** So many intervals after its last renewal a lease is late: renewals beside other writes have failed to come. */
const LATE_INTERVALS = 1.5;

const NONE: LeaseRenewal = { renewed: [], busy: [] };

interface Round {
  readonly askedAtMs: number;
  readonly promise: Promise<void>;
}

/** Renews the leases of all runs of this process in one statement, and drops the runs that it no longer holds. */
export class LeaseKeeper {
  readonly #ports: EnginePorts;
  readonly #active: ActiveRuns;
  readonly #looks: Repeating;
  #round: Round | undefined;
  /** Monotonic: when the newest renewal that succeeded was asked for. */
  #renewedAtMs: number;

  constructor(ports: EnginePorts, active: ActiveRuns) {
    this.#ports = ports;
    this.#active = active;
    this.#renewedAtMs = ports.clock.monotonicMs();
    this.#looks = new Repeating(ports.clock, () => Promise.resolve(this.#look()));
  }

  start(): void {
    this.#looks.start(this.#look());
  }

  stop(): void {
    void this.#looks.stop();
  }

  /** Whether others may be about to take over what this process holds. */
  get isStale(): boolean {
    return this.#active.list().some(({ journal }) => journal.isStale);
  }

  /** Renews when it is time; returns when to look again. */
  #look(): number {
    const nowMs = this.#ports.clock.monotonicMs();
    const { renewIntervalMs } = this.#ports.settings;
    const leftMs = this.#renewedAtMs + renewIntervalMs - nowMs;
    if (this.#round !== undefined && nowMs - this.#round.askedAtMs < renewIntervalMs) {
      // Nobody waits for a round that hangs: the leases run out meanwhile.
      this.#dropStale();
    } else if (leftMs <= 0) {
      this.#round = undefined;
      void this.renew().then(() => this.#dropStale());
    }
    return leftMs <= 0 ? LOOK_INTERVAL_MS : Math.min(leftMs, LOOK_INTERVAL_MS);
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
      const found = leases.length === 0 ? NONE : await runs.renewLeases({ leases, workerId, leaseSeconds });
      const [renewed, busy] = [new Set(found.renewed), new Set(found.busy)];
      // Otherwise the next look asks again: what was being written is free by then.
      if (busy.size === 0) this.#renewedAtMs = Math.max(this.#renewedAtMs, askedAtMs);
      for (const { run } of held) {
        const { runId, lease } = run.journal;
        if (renewed.has(runId)) run.journal.noteRenewal(askedAtMs);
        // A run that was parked or has ended meanwhile is not renewed, and no loss.
        else if (lease !== undefined && !busy.has(runId)) run.drop(new RunDropped('lease_lost'));
      }
      for (const { run, lease } of held) {
        if (busy.has(lease.runId) && run.journal.isUnrenewedFor(LATE_INTERVALS * settings.renewIntervalMs))
          await this.#renewBusy(run, lease);
      }
    } catch (cause) {
      report({ kind: 'store.failed', what: 'renew leases', cause });
    }
  }

  /** One that writes all the time is free only for moments, and might never be found so. */
  async #renewBusy(run: ActiveRun, lease: Lease): Promise<void> {
    const { runs, settings, clock, report } = this.#ports;
    const { workerId, leaseSeconds } = settings;
    const askedAtMs = clock.monotonicMs();
    try {
      // That it was lost is told by the next round.
      if (await runs.renewBusy({ lease, workerId, leaseSeconds })) run.journal.noteRenewal(askedAtMs);
    } catch (cause) {
      report({ kind: 'store.failed', what: 'renew a lease', cause });
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
