import { createHash } from 'node:crypto';
import type { ExpressionEvaluator } from '@millrace/expressions';
import {
  formatTimestamp,
  type EvaluationSite,
  type Host,
  type JsonObject,
  type JsonValue,
  type Scope,
  type StepEvent,
  type TaskCall,
  type TaskResult,
} from '@millrace/machine';
import { CliError } from '../errors.ts';
import type { TaskMocks } from './task-mocks.ts';

/** One line of a trace, named as Step Functions names its history events. */
interface TraceEvent {
  readonly type: string;
  readonly name: string;
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  /** Variable -> its value as JSON text. */
  readonly assigned?: Readonly<Record<string, string>>;
}

const START_MS = Date.UTC(2030, 0, 1);
const EXECUTION_ID = 'offline';

/** A host without an outside: tasks are mocked, time jumps instead of passing. */
export class VirtualHost implements Host {
  readonly context: JsonObject;
  // Nobody waits for it, however long it takes.
  readonly options = { startedAtMs: START_MS, inlineDelayMs: Infinity, limits: { runSeconds: { most: Infinity } } };
  readonly trace: TraceEvent[] = [];
  readonly #evaluator: ExpressionEvaluator;
  readonly #mocks: TaskMocks;
  readonly #attempts = new Map<string, number>();
  readonly #sleepers: { readonly epochMs: number; readonly wake: () => void }[] = [];
  #nowMs = START_MS;

  constructor({
    evaluator,
    mocks,
    input,
  }: {
    readonly evaluator: ExpressionEvaluator;
    readonly mocks: TaskMocks;
    readonly input: JsonValue;
  }) {
    this.#evaluator = evaluator;
    this.#mocks = mocks;
    this.context = {
      Execution: { Id: EXECUTION_ID, Name: EXECUTION_ID, Input: input, StartTime: formatTimestamp(START_MS) },
      StateMachine: { Id: EXECUTION_ID, Name: EXECUTION_ID },
      Trigger: { Id: EXECUTION_ID, Type: 'manual' },
    };
  }

  evaluate(expression: string, { bindings, nowMs }: Scope, { path, field }: EvaluationSite): JsonValue | undefined {
    return this.#evaluator.evaluate({ expression, bindings, nowMs, seed: `${EXECUTION_ID}\n${path}\n${field}` });
  }

  callTask({ state }: TaskCall): Promise<TaskResult> {
    const attempt = this.#attempts.get(state) ?? 0;
    this.#attempts.set(state, attempt + 1);
    const mocks = Object.hasOwn(this.#mocks, state) ? (this.#mocks[state] ?? []) : [];
    const mock = mocks[Math.min(attempt, mocks.length - 1)];
    if (mock === undefined) {
      throw new CliError(
        `The task "${state}" has no mock. Add it to the file given with --tasks: { "${state}": [ { "return": … } ] }.`,
      );
    }
    if ('return' in mock) return Promise.resolve({ kind: 'returned', output: mock.return });
    return Promise.resolve({ kind: 'threw', error: { error: mock.throw.error, cause: mock.throw.cause ?? '' } });
  }

  checkpoint(): void {
    // Nothing to keep: a command that is stopped is started again.
  }

  keep(): void {
    // As above.
  }

  noteTimeRead(): void {
    // As above.
  }

  recall(): undefined {
    return undefined;
  }

  giveWay(): void {
    // Nobody else is here.
  }

  openToken({ path, attempt }: { readonly path: string; readonly attempt: number }): Promise<string> {
    const token = createHash('sha256').update(`${path}\n${attempt}`).digest('hex');
    return Promise.resolve(token);
  }

  /** Never asked: a mock answers at once. */
  findAnswer(): Promise<TaskResult> {
    return Promise.resolve({ kind: 'awaited' });
  }

  answerArrived(): Promise<void> {
    return new Promise(() => undefined);
  }

  abandon(): void {
    // What a mock answers takes no time: there is nothing to end.
  }

  record(event: StepEvent): void {
    const { state: name, type, input, output, assigned } = event;
    if (event.kind === 'entered') this.trace.push({ type: `${type}StateEntered`, name, input });
    else if (output !== undefined) {
      this.trace.push({
        type: `${type}StateExited`,
        name,
        output,
        ...(assigned === undefined ? {} : { assigned: asTexts(assigned) }),
      });
    }
  }

  nowMs(): number {
    return this.#nowMs;
  }

  random({ path, field }: EvaluationSite): number {
    return createHash('sha256').update(`${path}\n${field}`).digest().readUInt32BE() / 2 ** 32;
  }

  /** Time jumps when nothing else can happen any more, to when the first of those that sleep wakes. */
  sleepUntil(epochMs: number): Promise<void> {
    setImmediate(() => {
      const next = this.#sleepers.sort((left, right) => left.epochMs - right.epochMs).shift();
      this.#nowMs = Math.max(this.#nowMs, next?.epochMs ?? 0);
      next?.wake();
    });
    return new Promise((wake) => this.#sleepers.push({ epochMs, wake }));
  }
}

function asTexts(assigned: Readonly<Record<string, JsonValue>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
}
