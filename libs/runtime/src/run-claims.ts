import type { JsonValue } from '@millrace/machine';
import type { ActiveRuns } from './active-runs.ts';
import { toReportedRun, type EnginePorts } from './engine-ports.ts';
import { markFailure } from './error-groups/failure-mark.ts';
import { faultPoint } from './fault-points.ts';
import { isOutage, UnreadClaims, type HandBack } from './hand-back.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LossRange } from './ports.ts';
import { Repeating } from './repeating.ts';
import type { ClaimedRun, Lease, RunEnd } from './run.ts';
import { SUSPECT_LOSSES } from './suspects.ts';
import type { VersionCache } from './version-cache.ts';
import type { WaitingCallers } from './waiting-callers.ts';

const CLAIM_BATCH = 50;
/** Later ones are found by a sweep then, by whoever lives then. */
const WAKE_AHEAD_MS = 60_000;
/** Runs due within the same of these share a timer: ten thousand parked runs must not have ten thousand. */
const WAKE_GRAIN_MS = 20;

/** `heldSinceMs`: monotonic; when its lease was asked for. */
type HeldClaim = ClaimedRun & { readonly heldSinceMs: number };

interface ClaimParts {
  readonly ports: EnginePorts;
  readonly active: ActiveRuns;
  readonly leases: LeaseKeeper;
  readonly handBack: HandBack;
  readonly callers: WaitingCallers;
  readonly versions: VersionCache;
}

/** Finds due runs and begins to execute them: when somebody says so, when a run of this process is due, and in sweeps. */
export class RunClaims {
  readonly #parts: ClaimParts;
  readonly #wakeTimers = new Map<number, () => void>();
  readonly #looks: Repeating;
  #stopListening: () => void = () => undefined;
  #isStopped = false;
  #claimAgain = false;
  /** Monotonic: most of the time there is none, and nobody needs to ask more often. */
  #nextSuspectLookMs = -Infinity;

  constructor(parts: ClaimParts) {
    this.#parts = parts;
    this.#looks = new Repeating(parts.ports.clock, () => this.#look());
  }

  /** Begins to look for due runs by itself. */
  start(): void {
    this.#stopListening = this.#parts.ports.dispatcher.onWake(() => void this.tick());
    this.#looks.start();
  }

  /** Claims nothing more; resolves when a look that is under way has ended. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    for (const cancel of this.#wakeTimers.values()) cancel();
    this.#wakeTimers.clear();
    return this.#looks.stop();
  }

  /** One look for due runs; never rejects. Calls during a look cause one more, not many. */
  tick(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    if (this.#looks.isUnderWay) this.#claimAgain = true;
    return this.#looks.now();
  }

  /** Looks again, unless nobody wants this process to look by itself. */
  async tickIfStarted(): Promise<void> {
    if (this.#looks.isStarted) await this.tick();
  }

  /** Looks again when a run is due that this process has parked. */
  wakeAt(availableAtMs: number): void {
    if (!this.#looks.isStarted) return;
    const { clock } = this.#parts.ports;
    const nowMs = clock.nowMs();
    const wakeMs = Math.ceil(Math.max(availableAtMs, nowMs) / WAKE_GRAIN_MS) * WAKE_GRAIN_MS;
    if (wakeMs - nowMs > WAKE_AHEAD_MS || this.#wakeTimers.has(wakeMs)) return;
    const cancel = clock.schedule(wakeMs - nowMs, () => {
      this.#wakeTimers.delete(wakeMs);
      void this.tick();
    });
    this.#wakeTimers.set(wakeMs, cancel);
  }

  /** Returns when to look again, if nothing happens before. */
  async #look(): Promise<number> {
    const { active, leases, handBack, ports } = this.#parts;
    const { sweepIntervalMs } = ports.settings;
    let hasFound = false;
    do {
      this.#claimAgain = false;
      // After a pause of the process its own runs are due too: those that are still held must not be claimed anew.
      if (leases.isStale) await leases.renew();
      await handBack.settle();
      await this.#claimSuspects();
      const places = active.reserve(CLAIM_BATCH);
      if (places === 0) return sweepIntervalMs;
      const found = await this.#claim(places, { below: SUSPECT_LOSSES });
      if (found > 0) hasFound = true;
      if (found === places) this.#claimAgain = true;
      active.giveBack(places);
    } while (this.#claimAgain && !this.#isStopped);
    return hasFound || !this.#looks.isStarted ? sweepIntervalMs : this.#findNext(sweepIntervalMs);
  }

  /** Those that processes were lost with take turns. */
  async #claimSuspects(): Promise<void> {
    const { active, ports } = this.#parts;
    const nowMs = ports.clock.monotonicMs();
    if (nowMs < this.#nextSuspectLookMs) return;
    let found = 0;
    for (const { losses, limit } of active.suspects.next()) {
      const places = active.reserve(limit);
      found = places === 0 ? 0 : await this.#claim(places, losses);
      active.giveBack(places);
      if (found > 0) break;
    }
    this.#nextSuspectLookMs = found > 0 ? nowMs : nowMs + ports.settings.sweepIntervalMs;
  }

  /** A run that this process has parked is due by the store's clock, which may be a little behind its own timer. */
  async #findNext(withinMs: number): Promise<number> {
    try {
      const dueInMs = await this.#parts.ports.runs.findNextDue({ withinMs });
      return Math.min(Math.ceil(dueInMs ?? withinMs) + 1, withinMs);
    } catch (cause) {
      this.#parts.ports.report({ kind: 'store.failed', what: 'look for the next due run', cause });
      return withinMs;
    }
  }

  /** Claims due runs and begins to execute them; returns how many there were. */
  async #claim(limit: number, losses: LossRange): Promise<number> {
    const claimed = await this.#renewLate(await this.#askForDue(limit, losses));
    if (claimed.length > 0) {
      this.#parts.ports.meter?.claimed(claimed.length);
      await faultPoint('claim.after_commit');
    }
    await Promise.all(claimed.map((run) => this.#resume(run)));
    return claimed.length;
  }

  async #askForDue(limit: number, losses: LossRange): Promise<readonly HeldClaim[]> {
    const { runs, settings, clock, report } = this.#parts.ports;
    const { workerId, leaseSeconds } = settings;
    const heldSinceMs = clock.monotonicMs();
    try {
      const claimed = await runs.claimDue({ workerId, leaseSeconds, limit, losses });
      return claimed.map((run) => ({ ...run, heldSinceMs }));
    } catch (cause) {
      if (cause instanceof UnreadClaims) this.#giveBack(cause.leases);
      report({ kind: 'store.failed', what: 'claim due runs', cause });
      return [];
    }
  }

  /**
   * A process that stands still, as it may where many callers wait for its start, reads the answer late: then the lease has run for a
   * while, and what is begun now might be done again by another before it is written. Returns those that are still held.
   */
  async #renewLate(claimed: readonly HeldClaim[]): Promise<readonly HeldClaim[]> {
    const { runs, settings, clock, report } = this.#parts.ports;
    const { workerId, leaseSeconds, renewIntervalMs } = settings;
    const heldSinceMs = clock.monotonicMs();
    if (claimed.every((run) => heldSinceMs - run.heldSinceMs < renewIntervalMs)) return claimed;
    const leases = claimed.map(({ runId, fence }) => ({ runId, fence }));
    try {
      // One that is being written is not: somebody else has it, or asks it to stop.
      const held = new Set((await runs.renewLeases({ leases, workerId, leaseSeconds })).renewed);
      return claimed.filter(({ runId }) => held.has(runId)).map((run) => ({ ...run, heldSinceMs }));
    } catch (cause) {
      if (isOutage(cause)) this.#giveBack(leases);
      report({ kind: 'store.failed', what: 'renew leases', cause });
      return [];
    }
  }

  #giveBack(leases: readonly Lease[]): void {
    for (const lease of leases) this.#parts.handBack.add(lease);
  }

  async #resume(claimed: HeldClaim): Promise<void> {
    const { ports, versions } = this.#parts;
    try {
      const version = await versions.find(claimed.versionId);
      if (this.#isStopped) {
        await ports.runs.release([{ runId: claimed.runId, fence: claimed.fence }]);
        return;
      }
      if (version === undefined) {
        await this.#endWithoutVersion(claimed);
        return;
      }
      if (claimed.losses > 0)
        ports.report({ kind: 'run.recovered', ...toReportedRun({ runId: claimed.runId, version }) });
      const { workspaceId: _, workflowId: __, versionId: ___, input: inputText, ...begun } = claimed;
      this.#parts.active.execute({ ...begun, version, inputText, input: JSON.parse(inputText) as JsonValue });
    } catch (cause) {
      if (isOutage(cause)) this.#parts.handBack.add({ runId: claimed.runId, fence: claimed.fence });
      // Otherwise the lease that was just taken runs out, and then somebody tries again.
      ports.report({ kind: 'store.failed', what: 'begin a due run', cause });
    }
  }

  async #endWithoutVersion(run: ClaimedRun): Promise<void> {
    const { runId, fence } = run;
    const { ports, callers } = this.#parts;
    const end: RunEnd = {
      status: 'failed',
      error: 'States.Runtime',
      cause: 'The version of the workflow that this run belongs to is gone.',
      endedAtMs: ports.clock.nowMs(),
    };
    const failure = markFailure(end, run);
    const marked = failure === undefined ? end : { ...end, failure };
    const isOurs = await ports.runs.finish({ lease: { runId, fence }, end: marked, steps: [] });
    if (isOurs) callers.answer({ kind: 'ended', runId, end, isRepetition: false });
  }
}
