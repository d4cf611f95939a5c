import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ExpressionEvaluator } from '@millrace/expressions';
import {
  formatTimestamp,
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
import { afterPromises } from './after-promises.ts';
import { resultOf, type AnswerTask } from './task-mocks.ts';

const START_MS = Date.UTC(2030, 0, 1);
const EXECUTION_ID = 'offline';

/** What a run offline begins with. */
interface VirtualHostParams {
  readonly evaluator: ExpressionEvaluator;
  readonly answer: AnswerTask;
  readonly input: JsonValue;
  /** What started the run; by hand when absent. */
  readonly trigger?: { readonly id: string; readonly type: string } | undefined;
  /** Names of states that hand their input on. */
  readonly skip?: readonly string[];
  /** Told of every state entered, exited and failed, in order. What it throws ends the run. */
  readonly onEvent?: (event: StepEvent) => void;
}

/** A host without an outside: tasks are mocked, time jumps instead of passing. The same for everybody, always. */
export class VirtualHost implements Host {
  readonly context: JsonObject;
  readonly options: InterpretOptions;
  readonly #evaluator: ExpressionEvaluator;
  readonly #answer: AnswerTask;
  readonly #onEvent: (event: StepEvent) => void;
  readonly #sleepers: { readonly epochMs: number; readonly wake: () => void }[] = [];
  #nowMs = START_MS;

  constructor({ evaluator, answer, input, trigger, skip = [], onEvent = () => undefined }: VirtualHostParams) {
    this.#evaluator = evaluator;
    this.#answer = answer;
    this.#onEvent = onEvent;
    // Nobody waits for it, however long it takes.
    this.options = { startedAtMs: START_MS, inlineDelayMs: Infinity, limits: { runSeconds: { most: Infinity } }, skip };
    this.context = {
      Execution: { Id: EXECUTION_ID, Name: EXECUTION_ID, Input: input, StartTime: formatTimestamp(START_MS) },
      StateMachine: { Id: EXECUTION_ID, Name: EXECUTION_ID },
      Trigger: { Id: trigger?.id ?? EXECUTION_ID, Type: trigger?.type ?? 'manual' },
    };
  }

  evaluate(expression: string, { bindings, nowMs }: Scope, { path, field }: EvaluationSite): JsonValue | undefined {
    return this.#evaluator.evaluate({ expression, bindings, nowMs, seed: `${EXECUTION_ID}\n${path}\n${field}` });
  }

  callTask(call: TaskCall): Promise<TaskResult> {
    return Promise.resolve(resultOf(this.#answer(call)));
  }

  checkpoint(): void {
    // Nothing to keep: what is stopped is started again.
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
    return Promise.resolve(bytesToHex(hashOf(`${path}\n${attempt}`)));
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
    this.#onEvent(event);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  random({ path, field }: EvaluationSite): number {
    const bytes = hashOf(`${path}\n${field}`);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32;
  }

  /** Time jumps when nothing else can happen any more, to when the first of those that sleep wakes. */
  sleepUntil(epochMs: number): Promise<void> {
    afterPromises(() => {
      const next = this.#sleepers.sort((left, right) => left.epochMs - right.epochMs).shift();
      this.#nowMs = Math.max(this.#nowMs, next?.epochMs ?? 0);
      next?.wake();
    });
    return new Promise((wake) => this.#sleepers.push({ epochMs, wake }));
  }
}

const hashOf = (text: string): Uint8Array => sha256(utf8ToBytes(text));
