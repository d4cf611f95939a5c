import type { JsonObject } from '@millrace/machine';
import type { ActiveRuns } from './active-runs.ts';
import type { RunAnswer } from './answer.ts';
import { requireFitting } from './check-input.ts';
import { toReportedRun, type EnginePorts } from './engine-ports.ts';
import { RuntimeError } from './errors.ts';
import { faultPoint } from './fault-points.ts';
import { aboutRun } from './run-feed.ts';
import type { RunFollower } from './run-follower.ts';
import { RunIsDuplicate } from './run-journal.ts';
import type { AcceptRequest, PreparedRun } from './new-run.ts';
import { toTracedRun } from './run-tracer.ts';
import type { RunMaker } from './rollouts/run-maker.ts';
import type { NewRun } from './run.ts';
import type { WaitingCallers } from './waiting-callers.ts';

export interface AcceptedRun {
  readonly runId: string;
  /** The event was a repetition of the one that started this run. */
  readonly isRepetition: boolean;
  readonly sameContent: boolean;
}

interface IntakeParts {
  readonly ports: EnginePorts;
  readonly active: ActiveRuns;
  readonly callers: WaitingCallers;
  readonly follower: RunFollower;
  readonly maker: RunMaker;
  /** A run of the workflow waits to be admitted. */
  readonly requestAdmission: (workflowId: string) => void;
}

/** Turns events into runs: kept before anybody is told. */
export class RunIntake {
  readonly #parts: IntakeParts;
  #isStopped = false;
  #isHeld = false;
  #unwrittenBytes = 0;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Whether an event would be refused now. */
  get isSaturated(): boolean {
    const { settings, thread } = this.#parts.ports;
    const { maxWaiting, maxUnwrittenBytes } = settings;
    const isShort = thread.isShortOfMemory?.() === true;
    return isShort || this.#parts.callers.size >= maxWaiting || this.#unwrittenBytes >= maxUnwrittenBytes;
  }

  /** From now on events are kept for others to execute. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Until it is released, events are kept and nothing of them is executed. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
  }

  /** Whether nothing begins here. */
  get #isIdle(): boolean {
    return this.#isStopped || this.#isHeld;
  }

  async accept(request: AcceptRequest): Promise<AcceptedRun> {
    requireFitting(this.#parts.ports.evaluator, request);
    try {
      return await this.#accept(await this.#make(request));
    } catch (cause) {
      if (!(cause instanceof RunIsDuplicate)) throw cause;
      return { runId: cause.runId, isRepetition: true, sameContent: cause.sameContent };
    }
  }

  /**
   * Keeps a run that goes on where another has left off. What it is to find there is kept first, under the id that it is told:
   * nobody must claim the run before.
   */
  async acceptContinued(request: AcceptRequest, keepJournal: (runId: string) => Promise<void>): Promise<AcceptedRun> {
    const { maker, ports } = this.#parts;
    const made = await maker.keepBack(maker.makeOwn(request, ports.ids.runId()));
    const first = await ports.runs.findRepetition(made.newRun);
    if (first !== undefined) return { ...first, isRepetition: true };
    await this.#checkBacklog(made);
    const giveBack = this.#holdBytes(made.newRun);
    try {
      await keepJournal(made.newRun.id);
      return await this.#acceptElsewhere(made.newRun, request);
    } catch (cause) {
      if (!(cause instanceof RunIsDuplicate)) throw cause;
      return { runId: cause.runId, isRepetition: true, sameContent: cause.sameContent };
    } finally {
      giveBack();
    }
  }

  /** A run that there is room for: what a candidate has none for stays with the live version. */
  async #make(given: AcceptRequest): Promise<PreparedRun> {
    const { maker } = this.#parts;
    const made = await maker.make(given);
    try {
      await this.#checkBacklog(made);
      return made;
    } catch (cause) {
      if (made.request === given || !isBacklogFull(cause)) throw cause;
    }
    const own = await maker.keepBack(maker.makeOwn(given, made.newRun.id));
    await this.#checkBacklog(own);
    return own;
  }

  async #accept({ newRun, request }: PreparedRun): Promise<AcceptedRun> {
    const giveBack = this.#holdBytes(newRun);
    const places = this.#reserve(newRun);
    try {
      return await (places === 1 ? this.#acceptHere(newRun, request) : this.#acceptElsewhere(newRun, request));
    } finally {
      if (places === 1) this.#parts.active.giveBack(places);
      giveBack();
    }
  }

  /** A place to execute the run here; what must be admitted first has none. */
  #reserve({ admission }: NewRun): number {
    return this.#isIdle || admission !== undefined ? 0 : this.#parts.active.reserve(1);
  }

  /** A workflow may limit how many of its runs wait for their turn, beside those that have it. */
  async #checkBacklog({ newRun, request: { version } }: PreparedRun): Promise<void> {
    const { workflowId, admission } = newRun;
    const { admissions, runs } = this.#parts.ports;
    const backlog = version.document.settings?.concurrency?.backlog;
    const concurrency = admission?.concurrency;
    if (backlog === undefined || concurrency === undefined) return;
    const limit = concurrency.max + backlog;
    const concurrencyKey = concurrency.key;
    const open = await admissions.countOpen({ workflowId, concurrencyKey, limit });
    if (open < limit) return;
    // What was accepted once is answered again, however full it is.
    const first = await runs.findRepetition(newRun);
    if (first !== undefined) throw new RunIsDuplicate(first.runId, first.sameContent);
    throw new RuntimeError('intake.backlog_full', BACKLOG_FULL, {
      detail: { retryAfterSeconds: BACKLOG_RETRY_SECONDS, limit: backlog, setting: 'settings.concurrency.backlog' },
    });
  }

  async #acceptHere(newRun: NewRun, request: AcceptRequest): Promise<AcceptedRun> {
    const { runs, settings, clock, report } = this.#parts.ports;
    const { workerId, leaseSeconds } = settings;
    const heldSinceMs = clock.monotonicMs();
    await faultPoint('accept.before_commit');
    const result = await runs.accept(newRun, { workerId, leaseSeconds });
    await faultPoint('accept.after_commit');
    if (result.kind === 'duplicate') throw new RunIsDuplicate(result.runId, result.sameContent);
    this.#announceAccepted(newRun, request);
    const lease = { runId: newRun.id, fence: result.fence };
    if (!this.#isStopped) {
      this.#parts.active.execute({ ...this.#startOf(newRun, request), ...lease, heldSinceMs });
    } else {
      // Kept it is, so the caller may know; if it cannot be handed back, its lease runs out.
      await runs
        .release([lease])
        .catch((cause: unknown) => report({ kind: 'store.failed', what: 'release leases', cause }));
    }
    return { runId: newRun.id, isRepetition: false, sameContent: true };
  }

  /** Queues the run, and tells who may have room for it. */
  async #acceptElsewhere(newRun: NewRun, request: AcceptRequest): Promise<AcceptedRun> {
    const { runs } = this.#parts.ports;
    await faultPoint('accept.before_commit');
    const result = await runs.accept(newRun);
    await faultPoint('accept.after_commit');
    if (result.kind === 'duplicate') throw new RunIsDuplicate(result.runId, result.sameContent);
    await this.tellQueued({ newRun, request });
    return { runId: newRun.id, isRepetition: false, sameContent: true };
  }

  /** Tells of a run that is kept and queued; never rejects: it is kept, whatever becomes of the hint. */
  async tellQueued({ newRun, request }: PreparedRun): Promise<void> {
    const { dispatcher, report } = this.#parts.ports;
    const { id: runId, admission, workflowId } = newRun;
    this.#announceAccepted(newRun, request);
    if (admission !== undefined) this.#parts.requestAdmission(workflowId);
    else
      await dispatcher
        .wake([runId])
        .catch((cause: unknown) =>
          report({ kind: 'defect', ...toReportedRun({ runId, version: request.version }), cause }),
        );
  }

  async acceptAndWait(request: AcceptRequest, { waitMs }: { readonly waitMs: number }): Promise<RunAnswer> {
    const { ports, callers } = this.#parts;
    if (callers.size >= ports.settings.maxWaiting) {
      throw saturated('Too many calls wait for an answer. Try again shortly.', {
        limit: ports.settings.maxWaiting,
        actual: callers.size + 1,
        setting: 'MILLRACE_MAX_WAITING',
      });
    }
    return callers.track(this.#answer(request, waitMs));
  }

  async #answer(request: AcceptRequest, waitMs: number): Promise<RunAnswer> {
    const { ports, follower } = this.#parts;
    const untilMs = ports.clock.monotonicMs() + waitMs;
    try {
      return await this.#acceptAndAnswer(request, waitMs);
    } catch (cause) {
      if (!(cause instanceof RunIsDuplicate)) throw cause;
      const address = { workspaceId: request.version.workspaceId, runId: cause.runId };
      const answer = await follower.answerOf(address, { untilMs, isRepetition: true });
      return { ...answer, sameContent: cause.sameContent };
    }
  }

  async #acceptAndAnswer(given: AcceptRequest, waitMs: number): Promise<RunAnswer> {
    const { ports, callers } = this.#parts;
    requireFitting(ports.evaluator, given);
    const { newRun, request } = await this.#make(given);
    const giveBack = this.#holdBytes(newRun);
    // The run may answer while it begins.
    const keep = { now: (): Promise<void> => Promise.resolve() };
    const answer = callers.wait(newRun.id, () => keep.now());
    keep.now = this.#begin(newRun, request, { onKept: giveBack, waitMs });
    const stopTimer = ports.clock.schedule(waitMs, () => void callers.answerPending(newRun.id));
    return answer.finally(() => {
      stopTimer();
      giveBack();
    });
  }

  /** Begins to execute the run, or queues it; returns how to have it kept. */
  #begin(
    newRun: NewRun,
    request: AcceptRequest,
    { onKept, waitMs }: { readonly onKept: () => void; readonly waitMs: number },
  ): () => Promise<void> {
    const { active, callers } = this.#parts;
    if (this.#reserve(newRun) === 1) {
      this.#noteSender(newRun, request);
      const run = active.execute({ ...this.#startOf(newRun, request), newRun, onKept });
      active.giveBack(1);
      return () => run.keep();
    }
    const queued = this.#acceptElsewhere(newRun, request).then(
      () => {
        // Nobody here will execute it.
        if (this.#isIdle) callers.answer({ kind: 'pending', runId: newRun.id, isRepetition: false });
        else void this.#follow(newRun, waitMs);
      },
      (cause: unknown) => {
        callers.fail(newRun.id, cause);
        throw cause;
      },
    );
    queued.catch(() => undefined);
    return () => queued;
  }

  /** Whoever executes the run, its caller waits here. */
  async #follow({ id: runId, workspaceId }: NewRun, waitMs: number): Promise<void> {
    const { ports, callers, follower } = this.#parts;
    const untilMs = ports.clock.monotonicMs() + waitMs;
    const isWanted = (): boolean => callers.has(runId);
    try {
      const answer = await follower.answerOf({ workspaceId, runId }, { untilMs, isWanted, isRepetition: false });
      if (answer.kind !== 'pending') callers.answer(answer);
    } catch (cause) {
      // Its own time will answer the caller.
      ports.report({ kind: 'store.failed', what: 'follow a run', cause });
    }
  }

  #startOf({ id, acceptedAtMs, parent, input: inputText, isTest = false }: NewRun, request: AcceptRequest) {
    const { version, trigger, input } = request;
    const start = { runId: id, version, trigger, input, inputText, acceptedAtMs, stepCount: 0, isTest };
    return parent === undefined ? start : { ...start, parent };
  }

  /** Counts what is in memory only; refuses what would be too much. Returns how to stop counting it. */
  #holdBytes({ input, rawBody }: NewRun): () => void {
    if (this.#parts.ports.thread.isShortOfMemory?.() === true) throw saturated(SHORT_OF_MEMORY);
    const bytes = Buffer.byteLength(input) + (rawBody?.byteLength ?? 0);
    const limit = this.#parts.ports.settings.maxUnwrittenBytes;
    if (this.#unwrittenBytes > 0 && this.#unwrittenBytes + bytes > limit) {
      throw saturated('More was sent than can be written in time. Try again shortly.', {
        limit,
        actual: this.#unwrittenBytes + bytes,
        setting: 'MILLRACE_INTAKE_BYTES',
      });
    }
    this.#unwrittenBytes += bytes;
    let isHeld = true;
    return () => {
      if (isHeld) this.#unwrittenBytes -= bytes;
      isHeld = false;
    };
  }

  /** Whoever has sent the event may follow it. */
  #noteSender(newRun: NewRun, request: AcceptRequest): void {
    const { traceparent } = request;
    if (traceparent === undefined) return;
    this.#parts.ports.tracer?.adopt(toTracedRun(this.#startOf(newRun, request)), traceparent);
  }

  #announceAccepted(run: NewRun, request: AcceptRequest): void {
    const { id: runId, acceptedAtMs, isTest = false } = run;
    this.#noteSender(run, request);
    const about = aboutRun({ runId, version: request.version, isTest }, acceptedAtMs);
    this.#parts.ports.feed.publish({ ...about, kind: 'run.accepted' });
  }
}

const SHORT_OF_MEMORY = 'This process has too little memory left for more events. Try again shortly, or give it more.';
const BACKLOG_RETRY_SECONDS = 5;
const BACKLOG_FULL =
  'As many runs of this workflow wait for their turn as its settings allow. Try again when some have ended.';

function saturated(message: string, detail: JsonObject = {}): RuntimeError {
  return new RuntimeError('intake.saturated', message, { detail: { retryAfterSeconds: 1, ...detail } });
}

const isBacklogFull = (cause: unknown): boolean =>
  cause instanceof RuntimeError && cause.code === 'intake.backlog_full';
