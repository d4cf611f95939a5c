import { createEvaluator } from '@millrace/expressions';
import type {
  Checkpoint,
  EvaluationSite,
  Host,
  InterpretOptions,
  JournalEntry,
  MachineError,
  Outcome,
  PendingCall,
  Scope,
  StepEvent,
  TaskCall,
  TaskResult,
} from '../host.ts';
import { initialCheckpoint, interpret } from '../interpret.ts';
import type { JsonValue } from '../json.ts';
import type { Machine } from '../machine.ts';

/** One attempt's end, or what decides it. */
export type TaskAnswer = TaskResult | ((call: TaskCall) => TaskResult);

export const returned = (output: JsonValue): TaskResult => ({ kind: 'returned', output });
export const threw = (error: string, details: Partial<MachineError> = {}): TaskResult => ({
  kind: 'threw',
  error: { error, cause: '', ...details },
});

interface MemoryHostSettings {
  /** State name -> an answer per attempt, the last one repeating. A task without answers returns its arguments. */
  readonly tasks?: Readonly<Record<string, readonly TaskAnswer[]>>;
  readonly options?: InterpretOptions;
  readonly nowMs?: number;
  /** What jitter draws, in order; then 0. */
  readonly random?: readonly number[];
}

export const START_MS = 1_893_456_000_000; // 2030-01-01T00:00:00Z
const evaluator = createEvaluator();

/** A host in memory: keeps all that it is told, and its clock moves only when it sleeps. */
export class MemoryHost implements Host {
  readonly context = { Execution: { Id: 'run-1' } };
  readonly options: InterpretOptions;
  readonly events: StepEvent[] = [];
  readonly calls: TaskCall[] = [];
  readonly checkpoints: Checkpoint[] = [];
  readonly sites: string[] = [];
  readonly slept: number[] = [];
  readonly abandoned: string[] = [];
  readonly timeReaders: string[] = [];
  /** By path, as JSON text: what a store would hold. */
  readonly journal = new Map<string, string>();
  /** Awaited calls that were asked for. */
  readonly asked: PendingCall[] = [];
  /** Answers of awaited calls, by path. */
  readonly answers = new Map<string, TaskResult>();
  readonly #listeners: (() => void)[] = [];
  readonly #sleepers: { readonly epochMs: number; readonly wake: () => void }[] = [];
  readonly #tasks: NonNullable<MemoryHostSettings['tasks']>;
  readonly #random: number[];
  #nowMs: number;

  constructor({ tasks = {}, options = {}, nowMs = START_MS, random = [] }: MemoryHostSettings = {}) {
    this.#tasks = tasks;
    this.options = options;
    this.#nowMs = nowMs;
    this.#random = [...random];
  }

  evaluate(expression: string, scope: Scope, { path, field }: EvaluationSite): JsonValue | undefined {
    this.sites.push(`${path} ${field}`);
    return evaluator.evaluate({ expression, ...scope, seed: `${path}\n${field}` });
  }

  callTask(call: TaskCall): Promise<TaskResult> {
    this.calls.push(call);
    const answers = Object.hasOwn(this.#tasks, call.state) ? (this.#tasks[call.state] ?? []) : [];
    const answer = answers[Math.min(call.attempt, answers.length) - 1] ?? returned(call.arguments);
    return Promise.resolve(typeof answer === 'function' ? answer(call) : answer);
  }

  checkpoint(checkpoint: Checkpoint): Promise<void> | void {
    this.checkpoints.push(checkpoint);
  }

  openToken({ path, attempt }: Pick<TaskCall, 'path' | 'attempt'>): Promise<string> {
    return Promise.resolve(`token of ${path}, attempt ${attempt}`);
  }

  findAnswer(call: PendingCall): Promise<TaskResult> {
    const { path } = call;
    this.asked.push(call);
    return Promise.resolve(this.answers.get(path) ?? { kind: 'awaited' });
  }

  /** Somebody answers an awaited call. */
  answer(path: string, result: TaskResult): void {
    this.answers.set(path, result);
    for (const listener of this.#listeners.splice(0)) listener();
  }

  answerArrived(): Promise<void> {
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  abandon(path: string): void {
    this.abandoned.push(path);
  }

  recall(path: string): Promise<JournalEntry | undefined> | JournalEntry | undefined {
    const text = this.journal.get(path);
    return text === undefined ? undefined : (JSON.parse(text) as JournalEntry);
  }

  keep(path: string, entry: JournalEntry): Promise<void> | void {
    this.journal.set(path, JSON.stringify(entry));
  }

  noteTimeRead(thread: string): void {
    this.timeReaders.push(thread);
  }

  giveWay(): Promise<void> | void {
    // Nobody else is here.
  }

  record(event: StepEvent): void {
    this.events.push(event);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  random(_site: EvaluationSite): number {
    return this.#random.shift() ?? 0;
  }

  /** Time passes when nothing else can happen any more, to when the first sleeper wakes. */
  sleepUntil(epochMs: number): Promise<void> {
    this.slept.push(epochMs - this.#nowMs);
    // eslint-disable-next-line no-restricted-globals -- a host for tests is the outside
    setImmediate(() => {
      const next = this.#sleepers.sort((left, right) => left.epochMs - right.epochMs).shift();
      if (next === undefined) return;
      this.moveTo(Math.max(this.#nowMs, next.epochMs));
      next.wake();
    });
    return new Promise((wake) => this.#sleepers.push({ epochMs, wake }));
  }

  moveTo(epochMs: number): void {
    this.#nowMs = epochMs;
  }

  /** `entered A`, `exited A`, … in order. */
  get story(): readonly string[] {
    return this.events.map(({ kind, path }) => `${kind} ${path}`);
  }
}

/** Runs a machine from its start. */
export const run = (machine: Machine, input: JsonValue = {}, host = new MemoryHost()): Promise<Outcome> =>
  interpret(machine, initialCheckpoint(machine, input), host);

/** Runs to the end: whenever the run is parked, the clock jumps to when it is due. */
export async function runThrough(
  machine: Machine,
  from: Checkpoint,
  host: MemoryHost,
): Promise<{ readonly outcome: Outcome; readonly parked: readonly Checkpoint[] }> {
  const parked: Checkpoint[] = [];
  let outcome = await interpret(machine, from, host);
  while (outcome.kind === 'suspended') {
    parked.push(outcome.checkpoint);
    host.moveTo(outcome.untilMs);
    outcome = await interpret(machine, outcome.checkpoint, host);
  }
  return { outcome, parked };
}
