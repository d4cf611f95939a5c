import { initialCheckpoint, interpret, type Checkpoint, type JsonValue, type Outcome } from '@millrace/machine';
import { toRunResponse } from './answer.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { RunFeedEvent } from './ports.ts';
import { RunHost } from './run-host.ts';
import { RunDropped, RunIsDuplicate, RunJournal, type JournaledRun } from './run-journal.ts';
import type { RunEnd, RunTrigger } from './run.ts';
import type { WaitingCallers } from './waiting-callers.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** A run as this process begins to execute it: one of its own making, or one that it has claimed. */
export interface RunStart extends JournaledRun {
  readonly version: WorkflowVersionDocument;
  readonly trigger: RunTrigger;
  readonly input: JsonValue;
  readonly acceptedAtMs: number;
  readonly checkpoint?: Checkpoint;
  readonly isCancelRequested?: boolean;
  /** Told once, when a run that was not kept yet is. */
  readonly onKept?: () => void;
}

/** What a run in this process has around it. */
export interface RunSurroundings {
  readonly ports: EnginePorts;
  readonly callers: WaitingCallers;
  /** Asks for new leases for all runs of this process. */
  readonly renewLeases: () => Promise<void>;
}

/** Stops a run because a person asked for it. */
class CancelRequested extends Error {}

/** One run while this process executes it. */
export class ActiveRun {
  readonly start: RunStart;
  readonly journal: RunJournal;
  readonly #around: RunSurroundings;
  readonly #controller = new AbortController();
  readonly #host: RunHost;
  /** Nobody hears of a run that is not kept yet: it may turn out to be a repetition, or vanish. */
  #unannounced: RunFeedEvent[] | undefined;

  constructor(around: RunSurroundings, start: RunStart) {
    this.#around = around;
    this.start = start;
    this.journal = new RunJournal(around.ports, start);
    this.#unannounced = this.journal.isKept ? undefined : [];
    this.journal.onKept = () => this.#announceKept();
    this.#host = new RunHost(around, {
      ...start,
      journal: this.journal,
      signal: this.#controller.signal,
      announce: (event) => this.#announce(event),
    });
    if (start.newRun !== undefined) this.#announce({ ...this.#about(start.acceptedAtMs), kind: 'run.accepted' });
    if (start.isCancelRequested === true) this.cancel();
  }

  cancel(): void {
    this.#controller.abort(new CancelRequested());
  }

  /** Stops without a write: the run belongs to others, or soon will. */
  drop(reason: Error): void {
    this.#controller.abort(reason);
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
    const { version, checkpoint, input } = this.start;
    const outcome = await this.#interpret(checkpoint ?? initialCheckpoint(version.document.machine, input));
    if (outcome.kind !== 'suspended') {
      await this.#finish(this.#endOf(outcome));
      return {};
    }
    await this.journal.park(outcome.checkpoint, outcome.untilMs);
    this.#announce({ ...this.#about(), kind: 'run.waiting', untilMs: outcome.untilMs });
    // Asked to cancel while it was parked: it is due at once.
    return { availableAtMs: this.#controller.signal.aborted ? 0 : outcome.untilMs };
  }

  async #interpret(from: Checkpoint): Promise<Outcome | { readonly kind: 'cancelled' }> {
    try {
      // Many may begin at once: each asks when the one before it has computed.
      const turn = this.#host.giveWay();
      if (turn !== undefined) await turn;
      const outcome = await interpret(this.start.version.document.machine, from, this.#host);
      if (outcome.kind === 'suspended') this.#controller.signal.throwIfAborted();
      return outcome;
    } catch (cause) {
      if (cause instanceof CancelRequested) return { kind: 'cancelled' };
      if (cause instanceof RunDropped || cause instanceof RunIsDuplicate) throw cause;
      // Another try would end the same, and repeat the effects of the last task each time.
      this.#around.ports.report({ kind: 'defect', runId: this.start.runId, cause });
      return { kind: 'failed', error: 'States.Runtime', cause: DEFECT };
    }
  }

  #endOf(outcome: Exclude<Outcome, { kind: 'suspended' }> | { readonly kind: 'cancelled' }): RunEnd {
    const endedAtMs = this.#around.ports.clock.nowMs();
    if (outcome.kind === 'cancelled') return { status: 'cancelled', endedAtMs };
    if (outcome.kind === 'succeeded') return { status: 'succeeded', output: JSON.stringify(outcome.output), endedAtMs };
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

  async #finish(end: RunEnd): Promise<void> {
    await this.journal.finish(end);
    this.#announce({ ...this.#about(), kind: 'run.ended', status: end.status });
    const { runId } = this.start;
    const response = this.#host.openResponse;
    this.#around.callers.answer(
      response === undefined
        ? { kind: 'ended', runId, end, isRepetition: false }
        : { kind: 'responded', runId, response: toRunResponse(response), isRepetition: false },
    );
  }

  #about(atMs = this.#around.ports.clock.nowMs()) {
    const { version, runId } = this.start;
    return { workspaceId: version.workspaceId, runId, workflowName: version.workflowName, atMs };
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

const DEFECT =
  'Millrace met a defect of its own while it executed this run; the log of the server has the details. Start the run again, or report it.';
