import {
  parseTimestamp,
  type Checkpoint,
  type EvaluationSite,
  type Host,
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  type Scope,
  type StepEvent,
  type TaskCall,
  type TaskResult,
} from '@millrace/machine';
import { createHash } from 'node:crypto';
import type { EnginePorts } from './engine-ports.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import type { ConnectorOutcome } from './ports.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunTrigger, StepLogLine } from './run.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** What a host is told of the run it serves. */
export interface HostedRun {
  readonly runId: string;
  readonly trigger: RunTrigger;
  readonly input: JsonValue;
  readonly acceptedAtMs: number;
  readonly version: WorkflowVersionDocument;
  readonly journal: RunJournal;
  /** Aborted when the run must stop here, with the reason as an error. */
  readonly signal: AbortSignal;
  /** Told once, when the answer of an early respond is durable. */
  readonly onRespond: ((response: JsonValue) => void) | undefined;
}

const RESPOND = 'connector:core/respond';
/** Past its time, an action that ignores its signal gets so long to notice. */
const TIMEOUT_GRACE_MS = 1000;

/** The machine's view of the outside, for one run in this process. */
export class RunHost implements Host {
  readonly context: JsonObject;
  readonly options: InterpretOptions;
  readonly #ports: EnginePorts;
  readonly #run: HostedRun;
  #log: StepLogLine[] = [];
  #secrets: string[] = [];
  #response: JsonValue | undefined;
  #isAfterTask = false;
  #lastFailedPath: string | undefined;

  constructor(ports: EnginePorts, run: HostedRun) {
    this.#ports = ports;
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
      Millrace: { BaseUrl: ports.settings.baseUrl },
    };
    const skip = version.document.settings?.skip;
    this.options = { startedAtMs: run.acceptedAtMs, ...(skip === undefined ? {} : { skip }) };
  }

  /** The answer of an early respond that no commit has covered yet. */
  get openResponse(): JsonValue | undefined {
    return this.#response;
  }

  /** Path of the newest failed step that no `Catch` took. */
  get lastFailedPath(): string | undefined {
    return this.#lastFailedPath;
  }

  evaluate(
    expression: string,
    scope: Scope,
    site: EvaluationSite,
  ): JsonValue | undefined | Promise<JsonValue | undefined> {
    return this.#ports.evaluator.evaluate({
      expression,
      bindings: { ...scope.variables, states: scope.states },
      nowMs: enteredAtMs(scope) ?? this.nowMs(),
      seed: `${this.#run.runId}\n${site.path}\n${site.field}`,
    });
  }

  nowMs(): number {
    return this.#ports.clock.nowMs();
  }

  random({ path, field }: EvaluationSite): number {
    const digest = createHash('sha256').update(`${this.#run.runId}\n${path}\n${field}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  }

  async sleepUntil(epochMs: number): Promise<void> {
    const { signal } = this.#run;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = this.#ports.clock.schedule(Math.max(0, epochMs - this.nowMs()), () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      const onAbort = (): void => {
        stop();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  record(event: StepEvent): void {
    const { runId, version, journal } = this.#run;
    const about = { workspaceId: version.workspaceId, runId, workflowName: version.workflowName, atMs: this.nowMs() };
    if (event.kind === 'entered') {
      this.#ports.feed.publish({ ...about, kind: 'step.started', path: event.path, state: event.state });
      return;
    }
    const state = version.document.machine.States[event.state];
    const resource = state?.Type === 'Task' ? state.Resource : undefined;
    const step = journal.note(event, {
      log: this.#log,
      secrets: this.#secrets,
      ...(resource === undefined ? {} : { resource }),
    });
    this.#isAfterTask = event.type === 'Task';
    if (event.kind === 'failed' && event.next === undefined) this.#lastFailedPath = event.path;
    this.#log = [];
    this.#secrets = [];
    this.#ports.feed.publish({ ...about, kind: 'step.ended', step });
  }

  async checkpoint(checkpoint: Checkpoint): Promise<void> {
    const { journal, signal, onRespond, version } = this.#run;
    signal.throwIfAborted();
    const isDurable = version.document.settings?.durability !== 'run';
    journal.moveTo(checkpoint, { afterTask: this.#isAfterTask && isDurable });
    this.#isAfterTask = false;
    if (this.#response === undefined || onRespond === undefined) return;
    await journal.advance();
    onRespond(this.#response);
    this.#response = undefined;
  }

  async callTask(call: TaskCall): Promise<TaskResult> {
    const { signal, journal } = this.#run;
    signal.throwIfAborted();
    const target = /^connector:([^/]+)\/(.+)$/.exec(call.resource);
    const [connector = '', action = ''] = target?.slice(1) ?? [];
    const facts = this.#ports.connectors.findAction(connector, action);
    if (facts === undefined) {
      return threw(
        'States.Runtime',
        `There is no action "${call.resource}" on this installation. Install its connector, or change the step.`,
      );
    }
    if (facts.effects === 'write') await journal.settle();
    const timeoutSeconds = call.timeoutSeconds ?? facts.timeoutSeconds ?? this.#ports.settings.taskTimeoutSeconds;
    const outcome = await this.#callWithin(call, { connector, action, timeoutMs: timeoutSeconds * 1000 });
    signal.throwIfAborted();
    this.#log.push(...outcome.log);
    this.#secrets.push(...outcome.secrets);
    if (outcome.kind === 'returned') {
      if (call.resource === RESPOND) this.#response = outcome.output;
      return { kind: 'returned', output: outcome.output };
    }
    const { error, cause, retryAfterMs } = outcome;
    return { kind: 'threw', error: { error, cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
  }

  /** Calls the connector; ends in time whatever the connector does. */
  async #callWithin(
    call: TaskCall,
    {
      connector,
      action,
      timeoutMs,
    }: { readonly connector: string; readonly action: string; readonly timeoutMs: number },
  ): Promise<ConnectorOutcome> {
    const { runId, version, signal } = this.#run;
    const timedOut: ConnectorOutcome = {
      kind: 'threw',
      error: 'States.Timeout',
      cause: `The task did not end within ${timeoutMs / 1000} s.`,
      log: [],
      secrets: [],
    };
    const pin = version.document.connectors?.[connector];
    const late = deferred<ConnectorOutcome>();
    const stop = this.#ports.clock.schedule(timeoutMs + TIMEOUT_GRACE_MS, () => late.resolve(timedOut));
    const onAbort = (): void => late.resolve(timedOut);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = this.#ports.connectors.call({
        workspaceId: version.workspaceId,
        connector,
        action,
        arguments: call.arguments,
        idempotencyKey: idempotencyKeyOf(runId, call.path),
        run: { id: runId, workflow: version.workflowName, state: call.state, path: call.path, attempt: call.attempt },
        timeoutMs,
        signal,
        ...(pin === undefined ? {} : { version: pin }),
        ...(call.connection === undefined ? {} : { connection: call.connection }),
      });
      return await Promise.race([answer, late.promise]);
    } catch (cause) {
      this.#ports.report({ kind: 'defect', runId, cause });
      return {
        kind: 'threw',
        error: 'States.TaskFailed',
        cause: 'The connector failed in a way that it should not; the log of the server has the details.',
        log: [],
        secrets: [],
      };
    } finally {
      stop();
      signal.removeEventListener('abort', onAbort);
    }
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Every expression of a step reads the same time. */
function enteredAtMs({ states }: Scope): number | undefined {
  const { State } = states.context as { readonly State?: { readonly EnteredTime?: string } };
  return State?.EnteredTime === undefined ? undefined : parseTimestamp(State.EnteredTime);
}

const threw = (error: string, cause: string): TaskResult => ({ kind: 'threw', error: { error, cause } });
