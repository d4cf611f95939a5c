import { initialCheckpoint, interpret, type Checkpoint, type JsonValue, type Outcome } from '@millrace/machine';
import { toRunResponse } from './answer.ts';
import { RunCompensation } from './compensation.ts';
import { toReportedRun, type EnginePorts } from './engine-ports.ts';
import { markFailure } from './error-groups/failure-mark.ts';
import type { AcceptRequest, PreparedRun } from './new-run.ts';
import type { RunFeedEvent } from './ports.ts';
import { machineOf } from './draft-tests/find-machine.ts';
import { prepareFailureHandler } from './failure-handler.ts';
import { aboutRun } from './run-feed.ts';
import { RunHost } from './run-host.ts';
import type { AcceptedRun } from './run-intake.ts';
import type { JournaledRun } from './journaled-run.ts';
import { RunDropped, RunIsDuplicate, RunJournal } from './run-journal.ts';
import { RunStop } from './run-stop.ts';
import { toTracedRun } from './run-tracer.ts';
import type { RunEnd, RunParent, RunTrigger } from './run.ts';
import { RunExceeded, type RunPosition } from './run-usage.ts';
import type { WaitingCallers } from './waiting-callers.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** A run as this process begins to execute it: one of its own making, or one that it has claimed. */
export interface RunStart extends JournaledRun {
  readonly version: WorkflowVersionDocument;
  readonly trigger: RunTrigger;
  readonly input: JsonValue;
  readonly acceptedAtMs: number;
  readonly checkpoint?: RunPosition;
  readonly parent?: RunParent;
  /** Somebody wants it to stop already. */
  readonly cancel?: CancelMode;
  readonly isCompensating?: boolean;
  /** Times that a process died with it, since it last moved. */
  readonly losses?: number;
  /** Others may wait for its end. */
  readonly isAdmitted?: boolean;
  readonly isTest?: boolean;
  /** What the keys of its calls are made of. Absent: its id. */
  readonly keySeed?: string;
  /** What came while it slept, if that is known. */
  readonly answers?: readonly string[];
  /** Told once, when a run that was not kept yet is. */
  readonly onKept?: () => void;
}

export type CancelMode = 'stop' | 'compensate';

/** What a run in this process has around it. */
export interface RunSurroundings {
  readonly ports: EnginePorts;
  readonly callers: WaitingCallers;
  /** Asks for new leases for all runs of this process. */
  readonly renewLeases: () => Promise<void>;
  /** Keeps an event as a run: what `workflow:` tasks start. */
  readonly accept: (request: AcceptRequest) => Promise<AcceptedRun>;
  /** Makes a run of an event that is kept with something else. */
  readonly make: (request: AcceptRequest) => Promise<PreparedRun>;
  /** A run was kept without it, and is queued. */
  readonly onQueued: (run: PreparedRun) => Promise<void>;
  readonly cancel: (address: RunAddress) => Promise<unknown>;
  readonly findLiveVersion: (
    workflow: Readonly<{ workspaceId: string; name: string }>,
  ) => Promise<WorkflowVersionDocument | undefined>;
  /** Told when a run has ended for good. */
  readonly onEnded: (run: RunStart) => void;
}
export interface RunAddress {
  readonly workspaceId: string;
  readonly runId: string;
  readonly workflowName: string;
  readonly compensate?: boolean;
  readonly isTest?: boolean;
}

/** Stops a run because a person asked for it. */
class CancelRequested extends Error {
  readonly mode: CancelMode;
  constructor(mode: CancelMode) {
    super('Somebody wants this run to stop.');
    this.mode = mode;
  }
}

/** One run while this process executes it. */
export class ActiveRun {
  readonly start: RunStart;
  readonly journal: RunJournal;
  readonly #around: RunSurroundings;
  #stop = new RunStop();
  /** Others may have it: that counts, whatever it was stopped for before. */
  #dropped: Error | undefined;
  #host: RunHost;
  #isCompensating = false;
  /** Nobody hears of a run that is not kept yet: it may turn out to be a repetition, or vanish. */
  #unannounced: RunFeedEvent[] | undefined;

  constructor(around: RunSurroundings, start: RunStart) {
    this.#around = around;
    this.start = start;
    this.journal = new RunJournal(around.ports, start);
    this.#unannounced = this.journal.isKept ? undefined : [];
    this.journal.onKept = () => this.#announceKept();
    this.journal.onDecided = () => this.#host.noteDecided();
    this.journal.isWanted = () => this.#host.answers.isUnasked;
    this.#host = this.#createHost();
    if (start.newRun !== undefined) this.#announce({ ...this.#about(start.acceptedAtMs), kind: 'run.accepted' });
    if (start.cancel !== undefined) this.cancel(start.cancel);
  }

  #createHost(): RunHost {
    return new RunHost(this.#around, {
      ...this.start,
      journal: this.journal,
      stop: this.#stop,
      announce: (event) => this.#announce(event),
      isUndoing: this.#isCompensating,
    });
  }

  /** Stops it; with `compensate` it undoes first what its steps did. One that does so already goes on with that. */
  cancel(mode: CancelMode): void {
    if (mode === 'compensate' && (this.#isCompensating || this.start.isCompensating === true)) return;
    this.#stop.stop(new CancelRequested(mode));
  }

  /** What a task of this run waits for may have come from there. */
  answerArrived(source: string): void {
    this.#host.answers.arrived(source);
  }

  /** What the store need not tell of again; `forgetAnswers` when it does not. */
  get heardAnswers(): readonly string[] {
    return this.#host.answers.heard;
  }

  forgetAnswers(sources: readonly string[]): void {
    this.#host.answers.forget(sources);
  }

  /** Stops without a write: the run belongs to others, or soon will. */
  drop(reason: Error): void {
    this.#dropped ??= reason;
    this.#stop.stop(reason);
  }

  /** Makes the run durable now. When that cannot be, the run stops here: what nobody was promised must not happen. */
  async keep(): Promise<void> {
    try {
      await this.journal.keep();
    } catch (cause) {
      this.drop(cause as Error);
      throw cause;
    }
  }

  /**
   * Executes until the run ends or is parked; resolves with when it is due again, if it is. Rejects with `RunDropped` or
   * `RunIsDuplicate`, and with nothing else.
   */
  async execute(): Promise<{ readonly availableAtMs?: number }> {
    this.#announce({ ...this.#about(), kind: 'run.started' });
    this.#noteBegin();
    const { version, checkpoint, input, losses = 0, isCompensating = false } = this.start;
    // One that ends its process each time would do so for ever.
    if (losses >= this.#around.ports.settings.maxLosses) {
      this.#host.withdrawTasks();
      return this.#finish(this.#crashLoop(losses));
    }
    if (isCompensating) return this.#compensate();
    const outcome = await this.#interpret(checkpoint ?? beginningOf(version, input));
    if (outcome.kind !== 'suspended') return this.#leave(outcome);
    await this.journal.park(outcome.checkpoint, outcome.untilMs);
    return this.#parked(outcome.untilMs);
  }

  #noteBegin(): void {
    const { checkpoint, fence = 0, acceptedAtMs } = this.start;
    if (checkpoint !== undefined || fence > 1) return;
    const { meter, clock } = this.#around.ports;
    meter?.begun(Math.max(0, clock.nowMs() - acceptedAtMs));
  }

  #parked(untilMs: number): { readonly availableAtMs: number } {
    this.#announce({ ...this.#about(), kind: 'run.waiting', untilMs });
    // Asked to cancel, or answered, while it was being parked: the store has made it due at once.
    const isDue = this.#stop.reason !== undefined || this.#host.answers.isUnasked;
    return { availableAtMs: isDue ? 0 : untilMs };
  }

  async #interpret(from: Checkpoint): Promise<Outcome | CancelledOutcome> {
    try {
      // Many may begin at once: each asks when the one before it has computed.
      const turn = this.#host.giveWay();
      if (turn !== undefined) await turn;
      const outcome = await interpret(machineOf(this.start.version), from, this.#host);
      if (outcome.kind === 'suspended') this.#stop.throwIfStopped();
      return outcome;
    } catch (cause) {
      if (cause instanceof CancelRequested) return { kind: 'cancelled', mode: cause.mode };
      if (cause instanceof RunExceeded) return { kind: 'failed', ...cause.error };
      if (cause instanceof RunDropped || cause instanceof RunIsDuplicate) throw cause;
      // Another try would end the same, and repeat the effects of the last task each time.
      this.#around.ports.report({ kind: 'defect', ...toReportedRun(this.start), cause });
      return { kind: 'failed', error: 'States.Runtime', cause: DEFECT };
    }
  }

  /** The machine has come to its end; what its steps did may have to be undone. */
  async #leave(
    outcome: Exclude<Outcome, { kind: 'suspended' }> | CancelledOutcome,
  ): Promise<{ availableAtMs?: number }> {
    const end = this.#endOf(outcome);
    if (outcome.kind === 'succeeded') this.#host.keepStoredAtEnd();
    this.#host.withdrawTasks();
    const isUndone = outcome.kind === 'cancelled' ? outcome.mode === 'compensate' : end.status !== 'succeeded';
    if (!isUndone || !RunCompensation.isPossible(this.start.version)) return this.#finish(end);
    return this.#compensate(end);
  }

  /** Begins to undo, or goes on with it. */
  async #compensate(end?: RunEnd): Promise<{ readonly availableAtMs?: number }> {
    const { version } = this.start;
    const compensation = new RunCompensation({ version, journal: this.journal, store: this.#around.ports.journal });
    const undoing = end === undefined ? await compensation.recover() : await compensation.begin(end);
    if (undoing === undefined) return this.#finish(end ?? this.#endOf(LOST_POSITION));
    const { reason } = this.#stop;
    if (this.#dropped !== undefined) throw this.#dropped;
    // Somebody wants the undoing itself to stop.
    if (end === undefined && reason !== undefined) return this.#finish(this.#brokenOff(undoing.end));
    this.#isCompensating = true;
    // The run was stopped; what undoes it must not be.
    this.#stop = new RunStop();
    this.#host = this.#createHost();
    this.#announce({ ...this.#about(), kind: 'run.compensating' });
    const done = await this.#undo(() => compensation.run(undoing, this.#host), undoing.end);
    return 'untilMs' in done ? this.#parked(done.untilMs) : this.#finish(done);
  }

  async #undo<T>(undo: () => Promise<T>, end: RunEnd): Promise<T | RunEnd> {
    try {
      return await undo();
    } catch (cause) {
      if (cause instanceof RunDropped) throw cause;
      if (cause instanceof CancelRequested) return this.#brokenOff(end);
      this.#around.ports.report({ kind: 'defect', ...toReportedRun(this.start), cause });
      return { ...end, status: 'failed', error: 'States.Runtime', cause: DEFECT };
    }
  }

  #brokenOff(end: RunEnd): RunEnd {
    const cause = `${end.cause ?? ''}\nCancelled while it undid its steps: some may not be undone.`.trim();
    return { ...end, status: 'cancelled', cause, endedAtMs: this.#around.ports.clock.nowMs() };
  }

  #crashLoop(losses: number): RunEnd {
    const endedAtMs = this.#around.ports.clock.nowMs();
    const cause = `run.crash_loop: ${losses} processes ended while they executed this run at the same place; it probably ends them.`;
    return { status: 'failed', error: 'States.Runtime', cause, endedAtMs };
  }

  #endOf(outcome: Exclude<Outcome, { kind: 'suspended' }> | CancelledOutcome): RunEnd {
    const endedAtMs = this.#around.ports.clock.nowMs();
    if (outcome.kind === 'cancelled') return { status: 'cancelled', endedAtMs };
    if (outcome.kind === 'succeeded') {
      return { status: 'succeeded', output: this.journal.textOf(outcome.output), endedAtMs };
    }
    const failedPath = this.#host.lastFailedPath;
    const { error, cause } = outcome;
    return {
      status: outcome.kind,
      error,
      cause: this.journal.readableCause(cause),
      endedAtMs,
      ...(failedPath === undefined ? {} : { failedPath }),
    };
  }

  async #finish(end: RunEnd): Promise<{ readonly availableAtMs?: number }> {
    const { runId } = this.start;
    const handler = await this.#prepareHandler(end);
    await this.journal.finish(this.#marked(end), handler?.newRun);
    this.#announce({ ...this.#about(), kind: 'run.ended', status: end.status });
    this.#around.ports.tracer?.end(toTracedRun(this.start), end);
    if (handler !== undefined) void this.#around.onQueued(handler);
    this.#around.onEnded(this.start);
    const response = this.#host.openResponse;
    this.#around.callers.answer(
      response === undefined
        ? { kind: 'ended', runId, end, isRepetition: false }
        : { kind: 'responded', runId, response: toRunResponse(response), isRepetition: false },
    );
    return {};
  }

  /** With what its failure is grouped by, if it is one that counts. */
  #marked(end: RunEnd): RunEnd {
    const { version, parent, isTest } = this.start;
    if (end.status === 'succeeded') return end;
    const failure = markFailure(end, {
      ...{ workflowId: version.workflowId, machine: version.document.machine },
      keepsDeadLetters: version.document.settings?.deadLetterFailedRuns === true,
      ...(version.number === undefined ? {} : { versionNumber: version.number }),
      ...(parent === undefined ? {} : { parent }),
      ...(isTest === undefined ? {} : { isTest }),
    });
    return failure === undefined ? end : { ...end, failure };
  }

  /** The run of the workflow that hears of failures: it is kept with the failure, or neither is. */
  async #prepareHandler(end: RunEnd): Promise<PreparedRun | undefined> {
    const { version, parent, input, runId, isTest = false } = this.start;
    const name = version.document.settings?.onFailure;
    if (name === undefined || isTest || end.status === 'succeeded' || end.status === 'cancelled') return undefined;
    await this.journal.keep();
    return prepareFailureHandler(this.#around, { name, end, runId, version, input, ...(parent && { parent }) });
  }

  #about(atMs = this.#around.ports.clock.nowMs()) {
    return aboutRun(this.start, atMs);
  }

  #announce(event: RunFeedEvent): void {
    if (this.#unannounced === undefined) this.#around.ports.feed.publish(event);
    else this.#unannounced.push(event);
  }

  #announceKept(): void {
    const events = this.#unannounced ?? [];
    this.#unannounced = undefined;
    this.start.onKept?.();
    for (const event of events) this.#around.ports.feed.publish(event);
  }
}

/** A test may begin in the middle. */
function beginningOf(version: WorkflowVersionDocument, input: JsonValue): Checkpoint {
  const from = version.test?.from;
  return from === undefined ? initialCheckpoint(version.document.machine, input) : { ...from, visits: {} };
}

interface CancelledOutcome {
  readonly kind: 'cancelled';
  readonly mode: CancelMode;
}

const LOST_POSITION = {
  kind: 'failed',
  error: 'States.Runtime',
  cause: 'Where this run stood while it undid its steps is not kept any more.',
} as const;
const DEFECT =
  'Millrace met a defect of its own while it executed this run; the log of the server has the details. Start the run again, or report it.';
