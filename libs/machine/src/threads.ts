// A composite state in one attempt: begins its threads, few at a time, and waits for them.
import { attempt, progressOf, type GuardedStep, type Performed, type Progress } from './attempts.ts';
import { sizeOf } from './data-limit.ts';
import { machineErrorOf } from './failure.ts';
import { Fields } from './fields.ts';
import type { Checkpoint, JournalEntry, MachineError, Outcome, PendingStep } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { excessOf } from './limits.ts';
import { both, withinOf } from './step.ts';
import type { Thread, Transition } from './thread.ts';
import type { Machine } from './machine.ts';

/** What the threads of a composite state are to do. */
export interface Plan {
  readonly count: number;
  readonly machineOf: (index: number) => Machine;
  /** How many at once. */
  readonly concurrency: number;
  /** Asked for once per thread, when it begins. */
  readonly inputOf: (index: number) => JsonValue;
  readonly itemOf?: (index: number) => JsonObject;
  /** What so many failed threads end the state with, the last of them with this error. */
  readonly endOf: (failures: number, error: MachineError) => MachineError | undefined;
  readonly alias?: string;
}

/** Where all of the state's time is slept in long pieces, or in none. */
const MIN_LOOK_MS = 1000;
/** So many threads cost much to take up again: after an answer they stay for as long as a short wait, for the next one. */
const MANY_THREADS = 100;

type Left = Extract<JournalEntry, { kind: 'composite' }>;

/** Those that sleep in this process, inside others that go on: where their threads stand is in memory. */
const ASLEEP = new WeakMap<PendingStep, Threads>();

/** Runs a composite state; `plan` says what one attempt is to do. */
export async function runThreads(step: GuardedStep, plan: (fields: Fields) => Plan): Promise<Transition> {
  const asleep = step.pending && ASLEEP.get(step.pending);
  const left = asleep === undefined ? await recallLeft(step) : undefined;
  const under = asleep?.progress ?? left;
  const from = under === undefined ? progressOf(step) : { attempts: [], ...under, untilMs: 0 };
  return attempt(step, from, (progress) => {
    const isFirst = progress === from;
    if (isFirst && asleep !== undefined) return asleep.run(step);
    const planned = plan(new Fields(step, { retryCount: progress.attempt }));
    return new Threads(step, planned, { progress, left: isFirst ? left : undefined }).run(step);
  });
}

/** What an earlier execution left of the attempt that was under way. */
async function recallLeft(step: GuardedStep): Promise<Left | undefined> {
  const entry = step.thread.siblings?.isRecalled === false ? undefined : await step.host.recall(step.path);
  if (entry?.kind !== 'composite' || entry.within !== withinOf(step.thread)) return undefined;
  step.enteredAtMs = entry.enteredAtMs;
  return entry.attempt >= progressOf(step).attempt ? entry : undefined;
}

export class Threads {
  step: GuardedStep;
  /** Of the state, with this attempt under way. */
  readonly progress: Progress;
  /** The attempts of the composite states around, this one's included: `1`, `2/1`. */
  readonly within: string;
  /** An earlier execution may have left something of them. */
  readonly isRecalled: boolean;
  /** The composite state has ended: they must leave no trace any more. */
  isOver = false;
  readonly #plan: Plan;
  readonly #left: Left | undefined;
  readonly #outer: Thread['outer'];
  readonly #outputs: JsonValue[] = [];
  /** Of all outputs so far, in characters of JSON. */
  #outputSize = 2;
  readonly #active = new Set<number>();
  readonly #parked = new Map<number, Checkpoint & { readonly untilMs: number }>();
  #next = 0;
  #failures = 0;
  #isKept: boolean;
  #hasAlarm = false;
  #hasAnswer = false;
  #stayUntilMs = 0;
  #hasChanged = false;
  #wake = (): void => undefined;
  /** What it ends with: a result, or what the host rejected with. */
  #end: (() => Performed) | undefined;

  constructor(step: GuardedStep, plan: Plan, { progress, left }: { progress: Progress; left: Left | undefined }) {
    const { siblings, outer } = step.thread;
    this.step = step;
    this.within = `${siblings === undefined ? '' : `${siblings.within}/`}${progress.attempt + 1}`;
    this.isRecalled = this.#isKept = left !== undefined;
    this.#plan = plan;
    this.progress = progress;
    this.#left = left;
    this.#outer = { ...outer, ...step.variables };
  }

  /** Begins, or goes on after a sleep in this process. */
  async run(step: GuardedStep): Promise<Performed> {
    const { host, thread, enteredAtMs } = (this.step = step);
    this.#hasAnswer = true;
    this.#resume();
    if (this.progress.attempt > 0) await this.keepAround();
    for (;;) {
      while (this.#mayBegin()) {
        this.#begin(this.#next++);
        const turn = host.giveWay();
        if (turn !== undefined) await turn;
      }
      if (this.#end !== undefined) return this.#end();
      if (this.#active.size === 0 && this.#parked.size === 0) return { kind: 'returned', output: this.#outputs };
      const untilMs = this.#dueMs();
      if (this.#active.size === 0 && this.#isIdle(untilMs - host.nowMs())) {
        await this.keepAround(this.#next);
        const pending: PendingStep = { kind: 'threads', untilMs, enteredAtMs };
        if (thread.siblings !== undefined) ASLEEP.set(pending, this);
        return { kind: 'suspended', pending };
      }
      await this.#change();
      this.#resume();
    }
  }

  /** Keeps the composite state itself, once, before anything inside it; and again when it suspends. */
  keepAround(begun?: number): Promise<void> | void {
    if (this.#isKept && begun === undefined) return undefined;
    this.#isKept = true;
    const { host, path, enteredAtMs, thread } = this.step;
    const { attempt, retries, attempts } = this.progress;
    const entry: Left = { kind: 'composite', within: withinOf(thread), enteredAtMs, attempt, retries, attempts };
    const around = thread.siblings?.keepAround();
    return both(around, host.keep(path, begun === undefined ? entry : { ...entry, begun }));
  }

  #mayBegin(): boolean {
    const { count, concurrency } = this.#plan;
    return this.#end === undefined && this.#next < count && this.#active.size + this.#parked.size < concurrency;
  }

  #pathOf(index: number): string {
    return `${this.step.path}[${index}]`;
  }

  #begin(index: number): void {
    const entry = this.isRecalled ? this.step.host.recall(this.#pathOf(index)) : undefined;
    const isPromised = entry instanceof Promise;
    this.#track(index, isPromised ? entry.then((found) => this.#follow(index, found)) : this.#follow(index, entry));
  }

  #follow(index: number, entry: JournalEntry | undefined): Outcome | Promise<Outcome> {
    const found = entry?.within === this.within ? entry : undefined;
    if (found?.kind === 'ended') return { kind: 'succeeded', output: found.output };
    if (found?.kind === 'failed') return { kind: 'failed', ...found.error };
    const machine = this.#plan.machineOf(index);
    const at = found?.kind === 'thread' ? found.at : undefined;
    if (this.#isAsleep(at)) return { kind: 'suspended', untilMs: at.pending.untilMs, checkpoint: at };
    try {
      const start = at ?? { state: machine.StartAt, input: this.#plan.inputOf(index), variables: {}, visits: {} };
      return this.step.thread.run.follow(this.#thread(index, machine, at !== undefined), start);
    } catch (thrown) {
      return { kind: 'failed', ...machineErrorOf(thrown) };
    }
  }

  #thread(index: number, machine: Machine, hasActed: boolean): Thread {
    const { run, language, item, isSilent } = this.step.thread;
    const scope = { outer: this.#outer, item: this.#plan.itemOf?.(index) ?? item };
    const place = {
      run,
      machine,
      language: machine.QueryLanguage ?? language,
      path: this.#pathOf(index),
      siblings: this,
    };
    const isTold = !hasActed && index < (this.#left?.begun ?? 0);
    return { ...place, ...scope, isSilent: isSilent || isTold, transitions: 0, hasActed, isDirty: false };
  }

  #track(index: number, doing: Outcome | Promise<Outcome>): void {
    if (!(doing instanceof Promise)) {
      this.#settle(index, doing);
      return;
    }
    this.#active.add(index);
    doing.then((outcome) => {
      this.#active.delete(index);
      if (!this.isOver) this.#settle(index, outcome);
      this.#ring();
    }, this.#lose);
  }

  #settle(index: number, outcome: Outcome): void {
    if (outcome.kind === 'succeeded') this.#join(index, outcome.output);
    else if (outcome.kind === 'suspended') this.#parked.set(index, { ...outcome.checkpoint, untilMs: outcome.untilMs });
    else {
      const { kind, error, cause } = outcome;
      const end = kind === 'timed_out' ? outcome : this.#plan.endOf(++this.#failures, { error, cause });
      if (end === undefined) this.#join(index, { Error: error, Cause: cause });
      else this.#stop({ error: end.error, cause: end.cause });
    }
  }

  /** Together they are one value. It must be refused before it has filled the memory. */
  #join(index: number, output: JsonValue): void {
    this.#outputs[index] = output;
    const actual = (this.#outputSize += sizeOf(output) + 1);
    const { value: limit } = this.step.thread.run.limits;
    if (actual <= limit.most) return;
    const excess = excessOf('limit.value', 'Characters of JSON in all results together', { limit, actual });
    this.#stop(excess, excess.error);
  }

  /** The first failure ends all: what the others still do leaves no trace. */
  #stop(error: MachineError, alias = this.#plan.alias): void {
    this.#end ??= () => ({ kind: 'threw', error, alias });
    this.isOver = true;
    this.step.host.abandon(this.step.path, this.step.thread.path);
  }

  /** The host has given the run up. */
  readonly #lose = (reason: unknown): void => {
    this.#end ??= () => {
      throw reason;
    };
    this.isOver = true;
    this.#ring();
  };

  readonly #ring = (): void => {
    this.#hasChanged = true;
    this.#wake();
  };

  #dueMs(): number {
    return [...this.#parked.values()].reduce((dueMs, { untilMs }) => Math.min(dueMs, untilMs), Infinity);
  }

  /** Until a thread has come to its end, or it is time to look after those that are parked. */
  async #change(): Promise<void> {
    const { host, thread } = this.step;
    if (this.#parked.size > 0 && !this.#hasAlarm) {
      this.#hasAlarm = true;
      // Short sleeps: what is parked meanwhile is due later than that, and nobody has to cancel one.
      const lookMs = host.nowMs() + Math.max(thread.run.inlineDelayMs, MIN_LOOK_MS);
      const answered = host.answerArrived().then(() => void (this.#hasAnswer = true));
      Promise.race([host.sleepUntil(Math.min(this.#dueMs(), lookMs)), answered]).then(() => {
        this.#hasAlarm = false;
        this.#ring();
      }, this.#lose);
    }
    if (!this.#hasChanged) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#hasChanged = false;
  }

  #isAsleep(at: Checkpoint | undefined): at is Checkpoint & { readonly pending: PendingStep } {
    const { host, thread } = this.step;
    if (at?.pending !== undefined && host.isAsleep?.(at.pending) === true) return true;
    if (at?.pending?.kind === 'answer') this.#stayUntilMs = host.nowMs() + thread.run.inlineDelayMs;
    return false;
  }

  #isIdle(delayMs: number): boolean {
    const isStaying = this.#next >= MANY_THREADS && this.step.host.nowMs() < this.#stayUntilMs;
    return !isStaying && delayMs > this.step.thread.run.inlineDelayMs;
  }

  #resume(): void {
    const nowMs = this.step.host.nowMs();
    for (const [index, { untilMs, ...at }] of this.#parked) {
      const isAwaiting = at.pending?.kind === 'answer' || at.pending?.kind === 'threads';
      if (this.isOver || (untilMs > nowMs && !(isAwaiting && this.#hasAnswer)) || this.#isAsleep(at)) continue;
      this.#parked.delete(index);
      this.#track(index, this.#follow(index, { kind: 'thread', within: this.within, at }));
    }
    this.#hasAnswer = false;
  }
}
