import type {
  Checkpoint,
  EvaluationSite,
  Host,
  InterpretOptions,
  JsonObject,
  JsonValue,
  Scope,
  StepEvent,
  TaskCall,
  TaskResult,
} from '@millrace/machine';
import { createHash } from 'node:crypto';
import type { RunStart, RunSurroundings } from './active-run.ts';
import { RESPOND, toRunResponse } from './answer.ts';
import { callConnector } from './connector-call.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import type { ConnectorCall, ConnectorCaller, ConnectorOutcome, RunFeedEvent } from './ports.ts';
import { RunDropped, type RunJournal, type TaskEffects } from './run-journal.ts';
import type { StepLogLine } from './run.ts';
import { newestLines } from './step-record.ts';

/** What a host is told of the run it serves. */
interface HostedRun extends RunStart {
  readonly journal: RunJournal;
  /** Aborted when the run must stop here, with the reason as an error. */
  readonly signal: AbortSignal;
  readonly announce: (event: RunFeedEvent) => void;
}
type ActionFacts = NonNullable<ReturnType<ConnectorCaller['findAction']>>;

/** The machine's view of the outside, for one run in this process. */
export class RunHost implements Host {
  readonly context: JsonObject;
  readonly options: InterpretOptions;
  readonly #around: RunSurroundings;
  readonly #run: HostedRun;
  #log: readonly StepLogLine[] = [];
  #response: JsonValue | undefined;
  #calledEffects: TaskEffects | undefined;
  #leftEffects: TaskEffects | undefined;
  #lastFailedPath: string | undefined;

  constructor(around: RunSurroundings, run: HostedRun) {
    this.#around = around;
    this.#run = run;
    const { version } = run;
    this.context = {
      Execution: {
        Id: run.runId,
        Name: run.runId,
        Input: run.input,
        StartTime: new Date(run.acceptedAtMs).toISOString(),
      },
      StateMachine: { Id: version.workflowId, Name: version.workflowName, Version: version.number },
      Trigger: { Id: run.trigger.id, Type: run.trigger.type },
      Millrace: { BaseUrl: around.ports.settings.baseUrl },
    };
    const skip = version.document.settings?.skip;
    this.options = { startedAtMs: run.acceptedAtMs, ...(skip === undefined ? {} : { skip }) };
  }

  /** The answer of an early respond that no commit has covered yet. */
  get openResponse(): JsonValue | undefined {
    return this.#response;
  }

  /** Path of the failed step that no `Catch` took. */
  get lastFailedPath(): string | undefined {
    return this.#lastFailedPath;
  }

  evaluate(expression: string, { bindings, nowMs }: Scope, { path, field }: EvaluationSite): JsonValue | undefined {
    const seed = `${this.#run.runId}\n${path}\n${field}`;
    return this.#around.ports.evaluator.evaluate({ expression, bindings, nowMs, seed });
  }

  /** Lets others have the thread, when it is their turn: all runs of this process compute on it. */
  giveWay(): Promise<void> | undefined {
    const turn = this.#around.ports.thread.giveWay();
    return turn?.then(() => this.#run.signal.throwIfAborted());
  }

  nowMs(): number {
    return this.#around.ports.clock.nowMs();
  }

  random({ path, field }: EvaluationSite): number {
    const digest = createHash('sha256').update(`${this.#run.runId}\n${path}\n${field}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  }

  async sleepUntil(epochMs: number): Promise<void> {
    const { signal, journal } = this.#run;
    signal.throwIfAborted();
    await journal.settleBeforeWait();
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = this.#around.ports.clock.schedule(Math.max(0, epochMs - this.nowMs()), () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      const onAbort = (): void => {
        stop();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
    await this.giveWay();
  }

  record(event: StepEvent): void {
    const { runId, version, journal, announce } = this.#run;
    const about = { workspaceId: version.workspaceId, runId, workflowName: version.workflowName, atMs: this.nowMs() };
    if (event.kind === 'entered') {
      announce({ ...about, kind: 'step.started', path: event.path, state: event.state });
      return;
    }
    const state = version.document.machine.States[event.state];
    const resource = state?.Type === 'Task' ? state.Resource : undefined;
    const step = journal.note(event, { log: this.#log, ...(resource === undefined ? {} : { resource }) });
    this.#leftEffects = this.#calledEffects;
    this.#calledEffects = undefined;
    if (event.kind === 'failed' && event.next === undefined) this.#lastFailedPath = event.path;
    this.#log = [];
    announce({ ...about, kind: 'step.ended', step });
  }

  checkpoint(checkpoint: Checkpoint): Promise<void> | void {
    const { journal, signal, version } = this.#run;
    signal.throwIfAborted();
    const isDurable = version.document.settings?.durability !== 'run';
    journal.moveTo(checkpoint, isDurable ? this.#leftEffects : undefined);
    this.#leftEffects = undefined;
    // Mostly there is nothing to wait for, and a turn per state would cost more than the state.
    return this.#response !== undefined || journal.isFull ? this.#writeNow() : this.giveWay();
  }

  async #writeNow(): Promise<void> {
    await this.#respond();
    if (this.#run.journal.isFull) await this.#run.journal.advance();
    await this.giveWay();
  }

  /** Answers the caller, once what the answer rests on is durable. */
  async #respond(): Promise<void> {
    const { journal, runId } = this.#run;
    const { callers } = this.#around;
    if (this.#response === undefined || !callers.has(runId)) return;
    await journal.advance();
    callers.answer({ kind: 'responded', runId, response: toRunResponse(this.#response), isRepetition: false });
    this.#response = undefined;
  }

  async callTask(call: TaskCall): Promise<TaskResult> {
    const { signal, journal } = this.#run;
    const [connector = '', action = ''] = /^connector:([^/]+)\/(.+)$/.exec(call.resource)?.slice(1) ?? [];
    const facts = this.#around.ports.connectors.findAction(connector, action);
    if (facts === undefined) return threw('States.Runtime', unknownAction(call.resource));
    signal.throwIfAborted();
    await journal.settleBefore(facts.effects);
    if (journal.isStale) await this.#confirmLease();
    signal.throwIfAborted();
    this.#calledEffects = facts.effects;
    const outcome = await callConnector(this.#around.ports, this.#toConnectorCall(call, { connector, action, facts }));
    signal.throwIfAborted();
    await this.giveWay();
    return this.#toTaskResult(call, outcome);
  }

  /** After a pause of the process another worker may hold the run: two of them must not begin the same task. */
  async #confirmLease(): Promise<void> {
    const { signal, journal } = this.#run;
    // A round that was under way during the pause may confirm too little.
    for (let round = 0; round < 2 && journal.isStale; round += 1) {
      await untilAborted(this.#around.renewLeases(), signal);
    }
    if (journal.isStale) throw new RunDropped('lease_lost');
  }

  #toConnectorCall(
    call: TaskCall,
    { connector, action, facts }: { readonly connector: string; readonly action: string; readonly facts: ActionFacts },
  ): ConnectorCall {
    const { runId, version, signal } = this.#run;
    const pin = version.document.connectors?.[connector];
    return {
      workspaceId: version.workspaceId,
      connector,
      action,
      arguments: call.arguments,
      idempotencyKey: idempotencyKeyOf(runId, call.path),
      run: { id: runId, workflow: version.workflowName, state: call.state, path: call.path, attempt: call.attempt },
      timeoutMs: this.#timeoutSecondsOf(call, facts) * 1000,
      signal,
      ...(pin === undefined ? {} : { version: pin }),
      ...(call.connection === undefined ? {} : { connection: call.connection }),
    };
  }

  /** The document's own limit, else the action's, else the installation's; never more than the run has left. */
  #timeoutSecondsOf({ state, timeoutSeconds = Infinity }: TaskCall, facts: ActionFacts): number {
    const called = this.#run.version.document.machine.States[state];
    if (called?.Type === 'Task' && called.TimeoutSeconds !== undefined) return timeoutSeconds;
    return Math.min(timeoutSeconds, facts.timeoutSeconds ?? this.#around.ports.settings.taskTimeoutSeconds);
  }

  #toTaskResult({ resource }: TaskCall, outcome: ConnectorOutcome): TaskResult {
    const { journal } = this.#run;
    this.#log = newestLines([...this.#log, ...outcome.log]);
    journal.addSecrets(outcome.secrets);
    if (outcome.kind === 'returned') {
      if (resource === RESPOND) this.#response = outcome.output;
      return { kind: 'returned', output: outcome.output };
    }
    const { error, cause, retryAfterMs } = outcome;
    // Clean before it goes anywhere: a checkpoint and a `Catch` carry it on to where the secrets are not known.
    const clean = { error, cause: journal.readableCause(cause) };
    return { kind: 'threw', error: retryAfterMs === undefined ? clean : { ...clean, retryAfterMs } };
  }
}

async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function unknownAction(resource: string): string {
  return `There is no action "${resource}" on this installation. Install its connector, or change the step.`;
}

const threw = (error: string, cause: string): TaskResult => ({ kind: 'threw', error: { error, cause } });
