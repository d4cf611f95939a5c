import {
  excessOf,
  type Checkpoint,
  type EvaluationSite,
  type Host,
  type InterpretOptions,
  type JournalEntry,
  type JsonObject,
  type JsonValue,
  type MachineError,
  type PendingCall,
  type PendingStep,
  type Scope,
  type StepEvent,
  type TaskCall,
  type TaskPause,
  type TaskResult,
} from '@millrace/machine';
import { hash } from 'node:crypto';
import { withField } from './failed-field.ts';
import type { RunStart, RunSurroundings } from './active-run.ts';
import { AnswerSignal } from './answer-signal.ts';
import { RESPOND, toRunResponse } from './answer.ts';
import { CaughtSteps } from './caught-steps.ts';
import { COMPENSATION_ROWS } from './journal-paths.ts';
import { faultPoint } from './fault-points.ts';
import type { TaskEffects } from './open-effects.ts';
import { RecoveredJournal } from './recovered-journal.ts';
import type { RunFeedEvent } from './ports.ts';
import { aboutRun } from './run-feed.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunStop } from './run-stop.ts';
import { RunExceeded } from './run-usage.ts';
import { SleptThreads } from './slept-threads.ts';
import { RunTasks } from './tasks/run-tasks.ts';
import type { AwaitedCall } from './tasks/task-target.ts';
import { ThreadNotes } from './thread-notes.ts';

/** Timers count from another moment than the clock, and may be early by a fraction of this. */
const EARLY_TIMER_MS = 2;

/** What a host is told of the run it serves. */
export interface HostedRun extends RunStart {
  readonly journal: RunJournal;
  readonly stop: RunStop;
  readonly announce: (event: RunFeedEvent) => void;
  /** It undoes what it did: each undoing is durable before the next one begins. */
  readonly isUndoing?: boolean;
}

type StepFeedEvent =
  | Pick<Extract<RunFeedEvent, { kind: 'step.started' }>, 'kind' | 'path' | 'state'>
  | Pick<Extract<RunFeedEvent, { kind: 'step.ended' }>, 'kind' | 'step'>;

/** The machine's view of the outside, for one run in this process. */
export class RunHost implements Host {
  readonly context: JsonObject;
  readonly options: InterpretOptions;
  readonly #around: RunSurroundings;
  readonly #run: HostedRun;
  #tasks: RunTasks | undefined;
  readonly #notes: ThreadNotes;
  /** What came that its tasks wait for. */
  readonly answers: AnswerSignal;
  readonly #recovered: RecoveredJournal | undefined;
  readonly #slept: SleptThreads | undefined;
  readonly #isDurable: boolean;
  #response: JsonValue | undefined;
  #lastFailedPath: string | undefined;
  readonly #caught = new CaughtSteps();
  /** Of composite states that another run has begun: their items must be the same. */
  readonly #seeds = new Map<string, string>();

  constructor(around: RunSurroundings, run: HostedRun) {
    this.#around = around;
    this.#run = run;
    const { ports } = around;
    const { limits, mapConcurrency, stepLogCharacters, baseUrl } = ports.settings;
    this.#notes = new ThreadNotes(stepLogCharacters);
    const isRecovered = mayFindLeft(run);
    this.#recovered = isRecovered ? new RecoveredJournal(ports.journal, run.runId) : undefined;
    this.#slept = isRecovered ? new SleptThreads() : undefined;
    this.answers = new AnswerSignal(isRecovered ? run.answers : []);
    if (isRecovered) this.#openTasks();
    const { settings } = run.version.document;
    this.#isDurable = settings?.durability !== 'run';
    this.context = contextOf(run, baseUrl);
    const skip = settings?.skip;
    const startedAtMs = run.acceptedAtMs;
    const endAfter = run.version.test?.endAfter ?? [];
    this.options = {
      ...{ startedAtMs, limits, mapConcurrency },
      ...(skip === undefined ? {} : { skip }),
      ...(endAfter.length === 0 ? {} : { endAfter }),
    };
  }

  /** Many runs only compute: they have none. */
  #openTasks(): RunTasks {
    const giveWay = (): Promise<void> | undefined => this.#giveWay();
    this.#tasks ??= new RunTasks(this.#around, { ...this.#run, giveWay, notes: this.#notes });
    return this.#tasks;
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
    const seed = `${this.#seeds.get(path) ?? this.#run.runId}\n${path}\n${field}`;
    try {
      return this.#around.ports.evaluator.evaluate({ expression, bindings, nowMs, seed });
    } catch (thrown) {
      throw withField(thrown, field);
    }
  }

  /** Lets others have the thread, when it is their turn: all runs of this process compute on it. */
  #giveWay(): Promise<void> | undefined {
    const turn = this.#around.ports.thread.giveWay();
    return turn?.then(() => this.#run.stop.throwIfStopped());
  }

  nowMs(): number {
    return this.#around.ports.clock.nowMs();
  }

  random({ path, field }: EvaluationSite): number {
    const digest = hash('sha256', `${this.#run.runId}\n${path}\n${field}`, 'buffer');
    return digest.readUInt32BE() / 2 ** 32;
  }

  async sleepUntil(epochMs: number): Promise<void> {
    const { stop, journal } = this.#run;
    stop.throwIfStopped();
    await journal.settleBeforeWait();
    stop.throwIfStopped();
    await this.#sleep(Math.max(0, epochMs - this.nowMs()));
    const restMs = epochMs - this.nowMs();
    // What sleeps until the end of its run must not wake before it. A clock that was set back is another matter.
    if (restMs > 0 && restMs <= EARLY_TIMER_MS) await this.#sleep(restMs + EARLY_TIMER_MS);
    await this.#giveWay();
  }

  #sleep(delayMs: number): Promise<void> {
    const { stop } = this.#run;
    return new Promise<void>((resolve, reject) => {
      const forget = stop.onStop((reason) => {
        cancelTimer();
        reject(reason);
      });
      const cancelTimer = this.#around.ports.clock.schedule(delayMs, () => {
        forget();
        resolve();
      });
    });
  }

  record(event: StepEvent): void {
    const { journal } = this.#run;
    if (event.kind === 'entered') {
      this.#announce({ kind: 'step.started', path: event.path, state: event.state });
      return;
    }
    const step = journal.note(event, this.#notes.takeLog(event.path));
    if (event.compensation !== undefined) {
      journal.keepOwn(`${COMPENSATION_ROWS}${String(step.sequence).padStart(8, '0')}`, event.compensation);
    }
    this.#caught.note(event);
    this.#noteFailure(event);
    if (event.kind === 'failed') this.#notes.dropStored(event.path);
    this.#announce({ kind: 'step.ended', step });
    this.#limitStored();
  }

  /** What undoes a run may use what it needs. */
  #limitStored(): void {
    const { journal, stop, isUndoing = false } = this.#run;
    const { storedData: limit } = this.#around.ports.settings.limits;
    const { characters: actual } = journal.usage.used;
    if (actual <= limit.most || isUndoing) return;
    const what = 'Characters of JSON that the run has stored';
    stop.stop(new RunExceeded(excessOf('limit.stored_data', what, { limit, actual })));
  }

  #announce(event: StepFeedEvent): void {
    if (!this.#around.ports.feed.isHeard()) return;
    this.#run.announce({ ...aboutRun(this.#run, this.nowMs()), ...event });
  }

  /** Of a failure that goes up through composite states, the step where it began says most. */
  #noteFailure({ kind, path, next }: StepEvent): void {
    if (kind !== 'failed') return;
    const known = this.#lastFailedPath;
    if (next !== undefined) this.#lastFailedPath = undefined;
    else if (known?.startsWith(`${path}[`) !== true) this.#lastFailedPath = path;
  }

  checkpoint(checkpoint: Checkpoint): Promise<void> | void {
    const { journal, stop } = this.#run;
    stop.throwIfStopped();
    const effects = this.#notes.takeEffects('');
    journal.moveTo(checkpoint, this.#effectsToKeep('', effects));
    this.#tasks?.noteDecided('');
    return this.giveWay();
  }

  keep(path: string, entry: JournalEntry): Promise<void> | void {
    const { journal, stop } = this.#run;
    stop.throwIfStopped();
    if (this.#run.isUndoing === true) return this.#keepUndone(path, entry);
    // One that is tried again would not be, after a crash, if an answer came to the attempt before.
    const isNextAttempt = entry.kind === 'composite' && entry.attempt > 0;
    const effects = isNextAttempt ? 'write' : this.#notes.takeEffects(path);
    journal.keepEntry(path, this.#noted(path, this.#caught.placed(path, entry)), this.#effectsToKeep(path, effects));
    this.#tasks?.noteDecided(path);
    // No task of a thread that has ended comes after this, and its siblings would let it lie until they have joined.
    if (entry.kind === 'ended') journal.settleSoon(path);
    return this.giveWay();
  }

  /** With what a connector keeps of the thread's step: that is durable before another task begins, or it would read the old. */
  #effectsToKeep(thread: string, effects: TaskEffects | undefined): TaskEffects | undefined {
    if (this.#keepStored(thread)) return 'write';
    return this.#isDurable ? effects : undefined;
  }

  #keepStored(thread: string): boolean {
    const stored = this.#notes.takeStored(thread);
    if (stored !== undefined) this.#run.journal.noteStored(stored);
    return stored !== undefined;
  }

  /** The run succeeds: its last step is kept with the end. */
  keepStoredAtEnd(): void {
    this.#keepStored('');
  }

  /** As a read, whose result may be another one next time. */
  noteTimeRead(thread: string): void {
    if (this.#isDurable) this.#run.journal.noteRead(thread);
  }

  async #keepUndone(path: string, entry: JournalEntry): Promise<void> {
    const { journal } = this.#run;
    journal.keepEntry(path, entry);
    this.#keepStored(undoneThreadOf(path));
    await journal.advance();
    await faultPoint('compensate.between');
  }

  /** Mostly there is nothing to wait for, and a turn per state would cost more than the state. */
  giveWay(): Promise<void> | void {
    return this.#response !== undefined || this.#run.journal.isFull ? this.#writeNow() : this.#giveWay();
  }

  answerArrived(): Promise<void> {
    return this.answers.wait();
  }

  /** It waits for an answer, has time, and nothing came. */
  isAsleep(pending: PendingStep): boolean {
    if (pending.kind !== 'answer' || pending.untilMs <= this.nowMs()) return false;
    const { call } = pending;
    const hasAsked = this.#slept?.has(call.thread) ?? true;
    if (this.answers.mayBeThere(sourceOf(call), hasAsked)) return false;
    this.#openTasks().noteAwaited(call);
    return true;
  }

  recall(path: string): Promise<JournalEntry | undefined> | JournalEntry | undefined {
    const recalled = this.#recovered?.recall(path);
    if (recalled instanceof Promise) return recalled.then((entry) => this.#noteRecalled(path, entry));
    return this.#noteRecalled(path, recalled);
  }

  #noteRecalled(path: string, entry: JournalEntry | undefined): JournalEntry | undefined {
    if (entry?.kind === 'composite' && entry.seed !== undefined) this.#seeds.set(path, entry.seed);
    return this.#slept?.note(path, entry);
  }

  #noted(path: string, entry: JournalEntry): JournalEntry {
    const seed = entry.kind === 'composite' ? this.#seeds.get(path) : undefined;
    return seed === undefined ? this.#notes.withGiven(path, entry) : ({ ...entry, seed } as JournalEntry);
  }

  async #writeNow(): Promise<void> {
    await this.#respond();
    if (this.#run.journal.isFull) await this.#run.journal.advance();
    await this.#giveWay();
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
    const result = await this.#openTasks().call(call);
    if (result.kind === 'awaited') this.answers.noteCalled(sourceOf({ ...call, ...result }));
    if (call.resource === RESPOND && result.kind === 'returned') this.#response = result.output;
    return result;
  }

  async hold(call: PendingCall, error: MachineError): Promise<TaskPause | undefined> {
    const pause = await this.#openTasks().hold(call, error);
    if (pause !== undefined) this.answers.noteCalled(sourceOf({ ...call, pause }));
    return pause;
  }

  openToken(site: Parameters<Host['openToken']>[0]): Promise<string> {
    return this.#openTasks().openToken(site);
  }

  async findAnswer(call: PendingCall): Promise<TaskResult> {
    const source = sourceOf(call);
    if (source !== '') this.answers.noteAsked(source);
    const result = await this.#openTasks().findAnswer(call);
    const next = result.kind === 'awaited' ? sourceOf({ ...call, ...result }) : undefined;
    if (next !== undefined) this.answers.noteCalled(next);
    if (source !== '' && next !== source) this.answers.noteHeard(source);
    return result;
  }

  abandon(path: string, thread: string): void {
    this.#openTasks().abandon(path, thread);
  }

  /** The next write says what the whole run comes to. */
  noteDecided(): void {
    this.#tasks?.noteDecided('');
  }

  /** The run has come to its end: what its tasks still wait for may end too. */
  withdrawTasks(): void {
    this.#tasks?.withdrawAll();
  }
}

/** What this process has begun itself, and at the start, cannot have left anything. */
const mayFindLeft = ({ fence = 0, checkpoint }: HostedRun): boolean => fence > 1 || checkpoint !== undefined;

/** What undoes a step is in the thread that has the step's path. */
const undoneThreadOf = (place: string): string => place.slice(0, place.lastIndexOf('/'));

/** What answers a call, as the store tells of it. */
const sourceOf = ({ token, answerer, pause }: AwaitedCall): string => pause?.token ?? token ?? answerer ?? '';

function contextOf({ runId, version, trigger, input, acceptedAtMs, parent }: RunStart, baseUrl: string): JsonObject {
  return {
    Execution: { Id: runId, Name: runId, Input: input, StartTime: new Date(acceptedAtMs).toISOString() },
    StateMachine: { Id: version.workflowId, Name: version.workflowName, Version: version.number ?? 'draft' },
    Trigger: { Id: trigger.id, Type: trigger.type },
    ...(version.test?.item === undefined ? {} : { Map: { Item: version.test.item } }),
    Millrace: { BaseUrl: baseUrl, ...(parent === undefined ? {} : { ParentRunId: parent.runId }) },
  };
}
