import type { JsonValue } from '@millrace/machine';
import { ActiveRun, type RunStart } from './active-run.ts';
import type { RunAnswer } from './answer.ts';
import type { EnginePorts } from './engine-ports.ts';
import { RuntimeError } from './errors.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { RunDropped, RunIsDuplicate } from './run-journal.ts';
import type { ClaimedRun, DedupeKey, NewRun, RunTrigger } from './run.ts';
import { VersionCache } from './version-cache.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** An event that is to become a run. */
export interface AcceptRequest {
  readonly version: WorkflowVersionDocument;
  readonly trigger: RunTrigger;
  readonly input: JsonValue;
  /** The body as it arrived. Webhooks only. */
  readonly rawBody?: Uint8Array;
  readonly dedupe?: DedupeKey;
}
export interface AcceptedRun {
  readonly runId: string;
  /** The event was a repetition of the one that started this run. */
  readonly isRepetition: boolean;
  readonly sameContent: boolean;
}

const CLAIM_BATCH = 50;

/** Accepts, executes, wakes and recovers runs in one process. Many such processes may share a store. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #versions: VersionCache;
  readonly #active = new Map<string, ActiveRun>();
  readonly #waiters = new Map<string, (answer: RunAnswer) => void>();
  readonly #leases: LeaseKeeper;
  #cancelSweep: () => void = () => undefined;
  #stopListening: () => void = () => undefined;
  #isStarted = false;
  #claiming: Promise<void> | undefined;
  #claimAgain = false;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#versions = new VersionCache(ports.workflows);
    this.#leases = new LeaseKeeper(ports, this.#active);
  }

  /** Begins to look for due runs. */
  start(): void {
    this.#isStarted = true;
    this.#leases.start();
    this.#stopListening = this.#ports.dispatcher.onWake(() => void this.tick());
    void this.tick();
  }

  /** Claims nothing more, lets what runs end until the deadline, and hands the rest to others. */
  async stop({ deadlineMs }: { readonly deadlineMs: number }): Promise<void> {
    this.#isStarted = false;
    this.#stopListening();
    this.#cancelSweep();
    await this.#claiming;
    const endAtMs = this.#ports.clock.monotonicMs() + deadlineMs;
    while (this.#active.size > 0 && this.#ports.clock.monotonicMs() < endAtMs) await this.#pause(20);
    this.#leases.stop();
    const rest = [...this.#active.values()];
    const leases = rest.flatMap(({ journal }) =>
      journal.fence === undefined ? [] : [{ runId: journal.runId, fence: journal.fence }],
    );
    for (const run of rest) run.drop(new RunDropped('stopping'));
    if (leases.length > 0) await this.#ports.runs.release(leases);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#ports.clock.schedule(delayMs, resolve));
  }

  /** What this process does now. */
  status(): {
    readonly running: number;
    readonly waiting: number;
    readonly maxRunning: number;
    readonly isSaturated: boolean;
  } {
    const { maxRunning, maxWaiting } = this.#ports.settings;
    return {
      running: this.#active.size,
      waiting: this.#waiters.size,
      maxRunning,
      isSaturated: this.#waiters.size >= maxWaiting,
    };
  }

  /** Keeps an event as a run, and resolves when it is durable. The run goes on here or, when this process is full, anywhere. */
  async accept(request: AcceptRequest): Promise<AcceptedRun> {
    const newRun = this.#newRun(request);
    const { workerId, leaseSeconds } = this.#ports.settings;
    const lease = this.#hasRoom() ? { workerId, leaseSeconds } : undefined;
    const result = await this.#ports.runs.accept(newRun, lease);
    if (result.kind === 'duplicate')
      return { runId: result.runId, isRepetition: true, sameContent: result.sameContent };
    this.#publishAccepted(newRun, request);
    if (lease === undefined) await this.#ports.dispatcher.wake([newRun.id]);
    else this.#execute({ ...this.#startOf(newRun, request), fence: result.fence });
    return { runId: newRun.id, isRepetition: false, sameContent: true };
  }

  /**
   * Keeps an event as a run and waits for its answer, at most `waitMs`. The run is made durable as late as possible: before
   * its first effect or before the answer, whichever comes first. `intake.saturated` when too many wait already.
   */
  async acceptAndWait(request: AcceptRequest, { waitMs }: { readonly waitMs: number }): Promise<RunAnswer> {
    if (this.status().isSaturated) {
      throw new RuntimeError('intake.saturated', 'Too many calls wait for an answer. Try again shortly.', {
        detail: { retryAfterSeconds: 1 },
      });
    }
    const newRun = this.#newRun(request);
    return new Promise<RunAnswer>((resolve, reject) => {
      const settle = (answer: RunAnswer): void => {
        stopTimer();
        this.#waiters.delete(newRun.id);
        resolve(answer);
      };
      const fail = (cause: unknown): void => {
        stopTimer();
        this.#waiters.delete(newRun.id);
        this.#answerRepetition(request, cause).then(resolve, reject);
      };
      const stopTimer = this.#ports.clock.schedule(waitMs, () => {
        // Nobody is told of a run that could still vanish.
        (this.#active.get(newRun.id)?.journal.keep() ?? Promise.resolve()).then(
          () => settle({ kind: 'pending', runId: newRun.id, isRepetition: false }),
          fail,
        );
      });
      this.#waiters.set(newRun.id, settle);
      this.#publishAccepted(newRun, request);
      if (this.#hasRoom()) this.#execute({ ...this.#startOf(newRun, request), newRun, onAnswer: settle }, fail);
      else this.#queue(newRun).catch(fail);
    });
  }

  async #queue(newRun: NewRun): Promise<void> {
    const result = await this.#ports.runs.accept(newRun);
    if (result.kind === 'duplicate') throw new RunIsDuplicate(result.runId, result.sameContent);
    await this.#ports.dispatcher.wake([newRun.id]);
  }

  /** A repetition is answered by the first run, if that has ended. */
  async #answerRepetition({ version }: AcceptRequest, cause: unknown): Promise<RunAnswer> {
    if (!(cause instanceof RunIsDuplicate)) throw cause;
    const { runId } = cause;
    const first = await this.#ports.runs.find({ workspaceId: version.workspaceId, runId });
    if (first?.endedAtMs === undefined) return { kind: 'pending', runId, isRepetition: true };
    const { status, output, error, cause: why, endedAtMs } = first;
    const end = {
      status: status as 'succeeded',
      endedAtMs,
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
      ...(why === undefined ? {} : { cause: why }),
    };
    return { kind: 'ended', runId, end, isRepetition: true };
  }

  /** Cancels a run wherever it is. */
  async cancel(request: { readonly workspaceId: string; readonly runId: string; readonly workflowName: string }) {
    const result = await this.#ports.runs.requestCancel(request);
    if (result === 'requested') this.#active.get(request.runId)?.cancel();
    if (result === 'cancelled') {
      this.#ports.feed.publish({ ...request, kind: 'run.ended', status: 'cancelled', atMs: this.#ports.clock.nowMs() });
    }
    return result;
  }

  /** One look for due runs. Calls during a look cause one more, not many. */
  tick(): Promise<void> {
    if (this.#claiming !== undefined) {
      this.#claimAgain = true;
      return this.#claiming;
    }
    this.#claiming = this.#claimAll().finally(() => {
      this.#claiming = undefined;
      this.#scheduleSweep();
    });
    return this.#claiming;
  }

  #scheduleSweep(): void {
    this.#cancelSweep();
    if (this.#isStarted)
      this.#cancelSweep = this.#ports.clock.schedule(this.#ports.settings.sweepIntervalMs, () => void this.tick());
  }

  async #claimAll(): Promise<void> {
    const { settings, runs, report } = this.#ports;
    const { workerId, leaseSeconds } = settings;
    do {
      this.#claimAgain = false;
      const limit = Math.min(CLAIM_BATCH, settings.maxRunning - this.#active.size);
      if (limit <= 0) return;
      try {
        const claimed = await runs.claimDue({ workerId, leaseSeconds, limit });
        await Promise.all(claimed.map((run) => this.#resume(run)));
        if (claimed.length === limit) this.#claimAgain = true;
      } catch (cause) {
        report({ kind: 'store.failed', what: 'claim due runs', cause });
        return;
      }
    } while (this.#claimAgain);
  }

  async #resume(claimed: ClaimedRun): Promise<void> {
    const { runId, fence, versionId, checkpoint } = claimed;
    const version = await this.#versions.find(versionId);
    if (version === undefined) {
      const end = {
        status: 'failed' as const,
        error: 'States.Runtime',
        cause: 'The version of the workflow that this run belongs to is gone.',
        endedAtMs: this.#ports.clock.nowMs(),
      };
      await this.#ports.runs.finish({ lease: { runId, fence }, end, steps: [] });
      return;
    }
    if (fence > 1 && checkpoint?.pending === undefined) this.#ports.report({ kind: 'run.recovered', runId });
    const onAnswer = this.#waiters.get(runId);
    this.#execute({
      runId,
      fence,
      version,
      trigger: claimed.trigger,
      input: JSON.parse(claimed.input) as JsonValue,
      acceptedAtMs: claimed.acceptedAtMs,
      stepCount: claimed.stepCount,
      ...(checkpoint === undefined ? {} : { checkpoint }),
      ...(onAnswer === undefined ? {} : { onAnswer }),
    });
    if (claimed.cancelRequested) this.#active.get(runId)?.cancel();
  }

  #execute(start: RunStart, onFailure?: (cause: unknown) => void): void {
    const run = new ActiveRun(this.#ports, start);
    this.#active.set(start.runId, run);
    run
      .execute()
      .then(({ availableAtMs }) => this.#wakeAt(availableAtMs))
      .catch((cause: unknown) => {
        this.#reportFailure(start.runId, cause);
        onFailure?.(cause);
      })
      .finally(() => {
        this.#active.delete(start.runId);
        if (this.#claimAgainWhenFree()) void this.tick();
      });
  }

  /** A full process stopped claiming: the first free place looks again. */
  #claimAgainWhenFree(): boolean {
    return this.#isStarted && this.#active.size === this.#ports.settings.maxRunning - 1;
  }

  #wakeAt(availableAtMs: number | undefined): void {
    if (availableAtMs === undefined || !this.#isStarted) return;
    const delayMs = availableAtMs - this.#ports.clock.nowMs();
    // Later ones are found by the sweep or by a process that lives then.
    if (delayMs < 60_000) this.#ports.clock.schedule(Math.max(0, delayMs), () => void this.tick());
  }

  #reportFailure(runId: string, cause: unknown): void {
    if (cause instanceof RunIsDuplicate) return;
    if (cause instanceof RunDropped)
      this.#ports.report({ kind: 'run.dropped', runId, reason: cause.reason, cause: cause.cause });
    else this.#ports.report({ kind: 'defect', runId, cause });
  }

  #hasRoom(): boolean {
    return this.#active.size < this.#ports.settings.maxRunning;
  }

  #newRun({ version, trigger, input, rawBody, dedupe }: AcceptRequest): NewRun {
    return {
      id: this.#ports.ids.runId(),
      workspaceId: version.workspaceId,
      workflowId: version.workflowId,
      versionId: version.id,
      trigger,
      input: JSON.stringify(input),
      priority: version.document.settings?.priority ?? 0,
      acceptedAtMs: this.#ports.clock.nowMs(),
      ...(rawBody === undefined ? {} : { rawBody }),
      ...(dedupe === undefined ? {} : { dedupe }),
    };
  }

  #startOf({ id, acceptedAtMs }: NewRun, { version, trigger, input }: AcceptRequest): RunStart {
    return { runId: id, version, trigger, input, acceptedAtMs, stepCount: 0 };
  }

  #publishAccepted({ id, acceptedAtMs }: NewRun, { version }: AcceptRequest): void {
    const { workspaceId, workflowName } = version;
    this.#ports.feed.publish({ kind: 'run.accepted', workspaceId, workflowName, runId: id, atMs: acceptedAtMs });
  }
}
