import { initialCheckpoint, interpret, type Checkpoint, type JsonValue, type Outcome } from '@millrace/machine';
import { toRunResponse, type RunAnswer } from './answer.ts';
import type { EnginePorts } from './engine-ports.ts';
import { RunHost } from './run-host.ts';
import { RunJournal } from './run-journal.ts';
import type { NewRun, RunEnd, RunTrigger } from './run.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** A run as this process begins to execute it: one of its own making, or one that it has claimed. */
export interface RunStart {
  readonly runId: string;
  readonly version: WorkflowVersionDocument;
  readonly trigger: RunTrigger;
  readonly input: JsonValue;
  readonly acceptedAtMs: number;
  readonly stepCount: number;
  readonly newRun?: NewRun;
  readonly fence?: number;
  readonly checkpoint?: Checkpoint;
  readonly onAnswer?: (answer: RunAnswer) => void;
}

/** Stops a run because a person asked for it. */
class CancelRequested extends Error {}

/** One run while this process executes it. */
export class ActiveRun {
  readonly start: RunStart;
  readonly journal: RunJournal;
  readonly #ports: EnginePorts;
  readonly #controller = new AbortController();
  readonly #host: RunHost;

  constructor(ports: EnginePorts, start: RunStart) {
    this.#ports = ports;
    this.start = start;
    this.journal = new RunJournal(ports, start);
    const { onAnswer, runId } = start;
    const onRespond =
      onAnswer === undefined
        ? undefined
        : (output: JsonValue): void => onAnswer({ kind: 'responded', runId, response: toRunResponse(output) });
    this.#host = new RunHost(ports, { ...start, journal: this.journal, signal: this.#controller.signal, onRespond });
  }

  cancel(): void {
    this.#controller.abort(new CancelRequested());
  }

  /** Stops without a write: the run belongs to others, or soon will. */
  drop(reason: Error): void {
    this.#controller.abort(reason);
  }

  /**
   * Executes until the run ends or is parked; resolves with when it is due again, if it is. Rejects with `RunDropped` or
   * `RunIsDuplicate`, and with nothing of the workflow's own.
   */
  async execute(): Promise<{ readonly availableAtMs?: number }> {
    this.#publish({ kind: 'run.started' });
    const { version, checkpoint, input } = this.start;
    const { machine } = version.document;
    const outcome = await this.#interpret(checkpoint ?? initialCheckpoint(machine, input));
    if (outcome.kind !== 'suspended') {
      await this.#finish(this.#endOf(outcome));
      return {};
    }
    await this.journal.park(outcome.checkpoint, outcome.untilMs);
    this.#publish({ kind: 'run.waiting', untilMs: outcome.untilMs });
    return { availableAtMs: outcome.untilMs };
  }

  async #interpret(from: Checkpoint): Promise<Outcome | { readonly kind: 'cancelled' }> {
    try {
      return await interpret(this.start.version.document.machine, from, this.#host);
    } catch (cause) {
      if (cause instanceof CancelRequested) return { kind: 'cancelled' };
      throw cause;
    }
  }

  #endOf(outcome: Exclude<Outcome, { kind: 'suspended' }> | { readonly kind: 'cancelled' }): RunEnd {
    const endedAtMs = this.#ports.clock.nowMs();
    if (outcome.kind === 'cancelled') return { status: 'cancelled', endedAtMs };
    if (outcome.kind === 'succeeded') return { status: 'succeeded', output: JSON.stringify(outcome.output), endedAtMs };
    const failedPath = this.#host.lastFailedPath;
    const { error, cause } = outcome;
    return {
      status: outcome.kind,
      error,
      cause: this.journal.redactText(cause),
      endedAtMs,
      ...(failedPath === undefined ? {} : { failedPath }),
    };
  }

  async #finish(end: RunEnd): Promise<void> {
    await this.journal.finish(end);
    this.#publish({ kind: 'run.ended', status: end.status });
    const { onAnswer, runId } = this.start;
    const response = this.#host.openResponse;
    if (response !== undefined) onAnswer?.({ kind: 'responded', runId, response: toRunResponse(response) });
    else onAnswer?.({ kind: 'ended', runId, end, isRepetition: false });
  }

  #publish(
    event:
      | { kind: 'run.started' }
      | { kind: 'run.waiting'; untilMs: number }
      | { kind: 'run.ended'; status: RunEnd['status'] },
  ): void {
    const { version, runId } = this.start;
    const atMs = this.#ports.clock.nowMs();
    this.#ports.feed.publish({
      ...event,
      workspaceId: version.workspaceId,
      runId,
      workflowName: version.workflowName,
      atMs,
    });
  }
}
