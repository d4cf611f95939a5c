// A composite state in one attempt: begins its threads, few at a time, and waits for them.
import { attempt, progressOf, type GuardedStep, type Performed, type Progress } from './attempts.ts';
import { asMachineError } from './failure.ts';
import { Fields } from './fields.ts';
import type { Checkpoint, JournalEntry, MachineError, Outcome } from './host.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Machine } from './machine.ts';
import type { Siblings, Thread, Transition } from './step.ts';

/** What the threads of a composite state are to do. */
export interface Plan {
  readonly count: number;
  /** How many at once. */
  readonly concurrency: number;
  readonly machineOf: (index: number) => Machine;
  /** Asked for once per thread, when it begins. */
  readonly inputOf: (index: number) => JsonValue;
  readonly itemOf?: (index: number) => JsonObject;
  /** What so many failed threads end the state with, the last of them with this error. */
  readonly endOf: (failures: number, error: MachineError) => MachineError | undefined;
  readonly alias?: string;
}

/** Where all of the state's time is slept in long pieces, or in none. */
const MIN_LOOK_MS = 1000;

type Composite = Extract<JournalEntry, { kind: 'composite' }>;

/** Runs a composite state; `plan` says what one attempt is to do. */
export async function runThreads(step: GuardedStep, plan: (fields: Fields) => Plan): Promise<Transition> {
  const { thread, host, path } = step;
  const { within = '', isRecalled = true } = thread.siblings ?? {};
  const entry = isRecalled ? await host.recall(path) : undefined;
  const left = entry?.kind === 'composite' && entry.within === within ? entry : undefined;
  if (left !== undefined) step.enteredAtMs = left.enteredAtMs;
  const parked = progressOf(step);
  const newer = left !== undefined && left.attempt >= parked.attempt ? left : undefined;
  const from = newer === undefined ? parked : { attempts: [], ...newer, untilMs: 0 };
  return attempt(step, from, (progress) => {
    const planned = plan(new Fields(step, { retryCount: progress.attempt }));
    return new Threads(step, planned, { progress, left: progress === from ? newer : undefined }).run();
  });
}

type End = Performed | { readonly kind: 'lost'; readonly reason: unknown };

class Threads implements Siblings {
  readonly step: GuardedStep;
  readonly within: string;
  readonly isRecalled: boolean;
  isOver = false;
  readonly #plan: Plan;
  readonly #progress: Progress;
  /** Threads below were told of by an earlier execution. */
  readonly #begun: number;
  readonly #outer: Thread['outer'];
  readonly #outputs: JsonValue[] = [];
  readonly #active = new Set<number>();
  readonly #parked = new Map<number, Checkpoint & { readonly untilMs: number }>();
  #next = 0;
  #failures = 0;
  #isKept = false;
  #hasAlarm = false;
  #hasAnswer = false;
  #end: End | undefined;
  #hasChanged = false;
  #wake = (): void => undefined;

  constructor(step: GuardedStep, plan: Plan, { progress, left }: { progress: Progress; left: Composite | undefined }) {
    const { siblings, outer } = step.thread;
    this.step = step;
    this.within = `${siblings === undefined ? '' : `${siblings.within}/`}${progress.attempt + 1}`;
    this.isRecalled = left !== undefined;
    this.#plan = plan;
    this.#progress = progress;
    this.#begun = left?.begun ?? 0;
    this.#outer = { ...outer, ...step.variables };
  }

  async run(): Promise<Performed> {
    const { host, thread } = this.step;
    if (this.#progress.attempt > 0) await this.keepAround();
    for (;;) {
      while (this.#mayBegin()) {
        this.#begin(this.#next++);
        const turn = host.giveWay();
        if (turn !== undefined) await turn;
      }
      if (this.#end?.kind === 'lost') throw this.#end.reason;
      if (this.#end !== undefined) return this.#end;
      if (this.#active.size === 0) {
        if (this.#parked.size === 0) return { kind: 'returned', output: this.#outputs };
        const untilMs = this.#dueMs();
        if (untilMs - host.nowMs() > thread.run.inlineDelayMs) return this.#suspend(untilMs);
      }
      await this.#change();
      this.#resume();
    }
  }

  /** Keeps the composite state itself, once, before anything inside it. */
  keepAround(begun?: number): Promise<void> | void {
    if (this.#isKept && begun === undefined) return undefined;
    this.#isKept = true;
    const { host, path, enteredAtMs, thread } = this.step;
    const { attempt, retries, attempts } = this.#progress;
    const within = thread.siblings?.within ?? '';
    const entry = { kind: 'composite' as const, within, enteredAtMs, attempt, retries, attempts };
    const around = thread.siblings?.keepAround();
    const kept = host.keep(path, begun === undefined ? entry : { ...entry, begun });
    return around === undefined ? kept : Promise.all([around, kept]).then(() => undefined);
  }

  #mayBegin(): boolean {
    const { count, concurrency } = this.#plan;
    return this.#end === undefined && this.#next < count && this.#active.size + this.#parked.size < concurrency;
  }

  readonly #pathOf = (index: number): string => `${this.step.path}[${index}]`;

  #begin(index: number): void {
    const entry = this.isRecalled ? this.step.host.recall(this.#pathOf(index)) : undefined;
    if (entry instanceof Promise)
      this.#track(
        index,
        entry.then((found) => this.#follow(index, found)),
      );
    else this.#track(index, this.#follow(index, entry));
  }

  #follow(index: number, entry: JournalEntry | undefined): Outcome | Promise<Outcome> {
    const found = entry?.within === this.within ? entry : undefined;
    if (found?.kind === 'ended') return { kind: 'succeeded', output: found.output };
    if (found?.kind === 'failed') return { ...found.error, kind: 'failed' };
    const at = found?.kind === 'thread' ? found.at : undefined;
    const { run, language } = this.step.thread;
    const machine = this.#plan.machineOf(index);
    const thread: Thread = {
      ...{ run, machine, language: machine.QueryLanguage ?? language, path: this.#pathOf(index), siblings: this },
      ...{ outer: this.#outer, item: this.#plan.itemOf?.(index) ?? this.step.thread.item },
      isSilent: this.step.thread.isSilent === true || (at === undefined && index < this.#begun),
      ...{ transitions: 0, hasActed: at !== undefined, isDirty: false },
    };
    try {
      const start = at ?? { state: machine.StartAt, input: this.#plan.inputOf(index), variables: {}, visits: {} };
      return run.follow(thread, start);
    } catch (thrown) {
      const error = asMachineError(thrown);
      if (error === undefined) throw thrown;
      return { ...error, kind: 'failed' };
    }
  }

  #track(index: number, doing: Outcome | Promise<Outcome>): void {
    if (!(doing instanceof Promise)) {
      this.#settle(index, doing);
      return;
    }
    this.#active.add(index);
    const ended = (outcome: Outcome): void => {
      this.#active.delete(index);
      if (!this.isOver) this.#settle(index, outcome);
      this.#ring();
    };
    doing.then(ended, this.#lose);
  }

  #settle(index: number, outcome: Outcome): void {
    if (outcome.kind === 'succeeded') this.#outputs[index] = outcome.output;
    else if (outcome.kind === 'suspended') {
      this.#parked.set(index, { ...outcome.checkpoint, untilMs: outcome.untilMs });
    } else {
      const { error, cause } = outcome;
      this.#failures += 1;
      const isTimedOut = outcome.kind === 'timed_out';
      const end = isTimedOut ? { error, cause } : this.#plan.endOf(this.#failures, { error, cause });
      if (end === undefined) this.#outputs[index] = { Error: error, Cause: cause };
      else
        this.#stop({
          kind: 'threw',
          error: end,
          ...(this.#plan.alias === undefined ? {} : { alias: this.#plan.alias }),
        });
    }
  }

  /** The first failure ends all: what the others still do leaves no trace. */
  #stop(end: End): void {
    this.#end ??= end;
    this.isOver = true;
    for (const index of [...this.#active, ...this.#parked.keys()]) this.step.host.abandon(this.#pathOf(index));
  }

  readonly #lose = (reason: unknown): void => {
    if (!this.isOver) {
      this.#end = { kind: 'lost', reason };
      this.isOver = true;
    }
    this.#ring();
  };

  #suspend(untilMs: number): Performed | Promise<Performed> {
    const pending = { kind: 'threads' as const, untilMs, enteredAtMs: this.step.enteredAtMs };
    const kept = this.keepAround(this.#next);
    return kept === undefined ? { kind: 'suspended', pending } : kept.then(() => ({ kind: 'suspended', pending }));
  }

  #dueMs(): number {
    return Math.min(...[...this.#parked.values()].map(({ untilMs }) => untilMs));
  }

  /** Until a thread has come to its end, or it is time to look after those that are parked. */
  async #change(): Promise<void> {
    const { host, thread } = this.step;
    if (this.#parked.size > 0 && !this.#hasAlarm) {
      this.#hasAlarm = true;
      // Short sleeps: what is parked meanwhile is due later than that, and nobody has to cancel one.
      const lookMs = host.nowMs() + Math.max(thread.run.inlineDelayMs, MIN_LOOK_MS);
      const woken = host.sleepUntil(Math.min(this.#dueMs(), lookMs));
      const answered = host.answerArrived().then(() => {
        this.#hasAnswer = true;
      });
      Promise.race([woken, answered]).then(() => {
        this.#hasAlarm = false;
        this.#ring();
      }, this.#lose);
    }
    if (!this.#hasChanged) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#hasChanged = false;
  }

  readonly #ring = (): void => {
    this.#hasChanged = true;
    this.#wake();
  };

  #resume(): void {
    const nowMs = this.step.host.nowMs();
    for (const [index, { untilMs, ...at }] of this.#parked) {
      const isAwaiting = at.pending?.kind === 'answer' || at.pending?.kind === 'threads';
      if (this.isOver || (untilMs > nowMs && !(isAwaiting && this.#hasAnswer))) continue;
      this.#parked.delete(index);
      this.#track(index, this.#follow(index, { kind: 'thread', within: this.within, at }));
    }
    this.#hasAnswer = false;
  }
}
