import {
  excessOf,
  type JsonValue,
  type MachineError,
  type PendingCall,
  type TaskCall,
  type TaskPause,
  type TaskResult,
} from '@millrace/machine';
import type { RunSurroundings } from '../active-run.ts';
import { BegunCalls, isLaterCall, type EarlierCall } from '../begun-calls.ts';
import { faultPoint } from '../fault-points.ts';
import { cancelAwaited, mayStartRuns } from '../left-behind.ts';
import { isBelow } from '../open-effects.ts';
import { RunCalls, type CallControl } from '../run-calls.ts';
import type { HostedRun } from '../run-host.ts';
import { RunDropped } from '../run-journal.ts';
import type { ThreadNotes } from '../thread-notes.ts';
import { begunAt, timeoutMsOf, type PausedCall } from './call-time.ts';
import { codeTask } from './code-task.ts';
import { findConnectorTask } from './connector-task.ts';
import { HeldFailures } from './held-failures.ts';
import { asDropped } from './platform-faults.ts';
import { readResource, unknownResource } from './resource.ts';
import { heldCallOf } from './held-call.ts';
import { interruptedStep } from './interrupted-task.ts';
import { findMock } from './find-mock.ts';
import { failed, type AwaitedCall, type CallManner, type TaskReport, type TaskTarget } from './task-target.ts';
import { resultOf, TaskTokens, type AttemptSite } from './task-tokens.ts';
import { traceTask } from './trace-task.ts';
import { workflowTask } from './workflow-task.ts';

interface TaskRun extends HostedRun {
  readonly giveWay: () => Promise<void> | undefined;
  readonly notes: ThreadNotes;
}

type AwaitedResult = Extract<TaskResult, { kind: 'awaited' }>;

/** What a thread waits for no more, until the journal knows how it goes on. */
interface GivenUp {
  /** Of the task, or of the composite state whose threads waited. */
  readonly path: string;
  /** The one that goes on without it. */
  readonly thread: string;
  readonly calls: AwaitedCall[];
  /** For what an earlier process has started: until when. */
  readonly untilMs: number;
}

/** Performs the tasks of one run, each by what its resource names. */
export class RunTasks {
  readonly #around: RunSurroundings;
  readonly #run: TaskRun;
  readonly #calls: RunCalls;
  readonly #begun: BegunCalls;
  readonly #heldFailures: HeldFailures;
  /** Calls whose answers come from elsewhere. */
  readonly #awaited = new Map<string, AwaitedCall>();
  #givenUp: readonly GivenUp[] = [];
  readonly #tokens: TaskTokens;

  constructor(around: RunSurroundings, run: TaskRun) {
    this.#around = around;
    this.#run = run;
    this.#calls = new RunCalls(run.stop);
    const isRecovered = (run.fence ?? 0) > 1;
    const kept = { journal: run.journal, store: around.ports.journal };
    this.#begun = new BegunCalls({ ...kept, isRecovered });
    this.#heldFailures = new HeldFailures({ ...kept, isLost: isRecovered && run.answers === undefined });
    this.#tokens = new TaskTokens(around.ports, { ...run, ask: (question) => this.#ask(question) });
  }

  async call(call: TaskCall): Promise<TaskResult> {
    const startedAtMs = this.#around.ports.clock.nowMs();
    const mock = findMock(this.#run.version, call);
    const result = mock ?? (await this.#calls.during(call.path, (control) => this.#perform(call, { control })));
    this.#run.stop.throwIfStopped();
    const turn = this.#run.giveWay();
    if (turn !== undefined) await turn;
    return result.kind === 'awaited' ? this.#awaitedSince({ ...call, startedAtMs }, result) : result;
  }

  async #perform(call: PausedCall, how: Pick<CallManner, 'control' | 'resume'>): Promise<TaskResult> {
    const recalling = this.#heldFailures.recall(call);
    const failure = recalling && (await recalling);
    if (failure !== undefined) return { kind: 'threw', error: failure };
    const found = this.#find(call.resource);
    const target = found instanceof Promise ? await this.#ask(() => this.#run.stop.race(found)) : found;
    if (target === undefined) return failed('States.Runtime', unknownResource(call.resource)).result;
    const excess = this.#count();
    if (excess !== undefined) return { kind: 'threw', error: excess };
    return this.#resultOf(call, await this.#callTarget(call, { target, ...how }), how.control);
  }

  /** What was opened before may have been answered before: an attempt then goes on at once, and may pause again. */
  async #awaitedSince(call: PendingCall, result: AwaitedResult): Promise<TaskResult> {
    const { pause } = result;
    const asked = pause === undefined ? call : { ...call, pause };
    const openedAtMs = this.#tokens.takeReopened(asked);
    if (openedAtMs === undefined) return result;
    const startedAtMs = Math.min(openedAtMs, call.startedAtMs);
    const found = await this.findAnswer(begunAt(asked, startedAtMs));
    return found.kind === 'awaited' ? { ...found, startedAtMs } : found;
  }

  #count(): MachineError | undefined {
    const { usage } = this.#run.journal;
    const { tasks: limit } = this.#around.ports.settings.limits;
    usage.noteTask();
    const { tasks: actual } = usage.used;
    return actual > limit.most
      ? excessOf('limit.tasks', 'Tasks that the run has called', { limit, actual })
      : undefined;
  }

  async #callTarget(
    call: PausedCall,
    { target, control, resume }: Pick<CallManner, 'control' | 'resume'> & { readonly target: TaskTarget },
  ): Promise<TaskReport> {
    const { notes, journal } = this.#run;
    const preparing = this.#prepare(call, target);
    const earlier = preparing instanceof Promise ? await preparing : preparing;
    if (journal.isStale) await this.#confirmLease();
    if (control.signal.aborted) return ABANDONED;
    notes.noteCall(call.thread, target.effects);
    await faultPoint('task.before_call');
    const startedAtMs = this.#around.ports.clock.nowMs();
    const timeoutMs = timeoutMsOf(call, target, startedAtMs);
    const before = { ...(earlier === undefined ? {} : { earlier }), ...(resume === undefined ? {} : { resume }) };
    const report = await this.#tokens.during(call, (openCallback) =>
      traceTask(this.#around.ports.tracer, { run: this.#run, call }, (trace) =>
        target.call(call, { control, timeoutMs, openCallback, ...before, ...trace }),
      ),
    );
    await faultPoint('task.after_effect');
    // One that is dropped here goes on elsewhere, and does it again.
    const isOver = control.isGivenUp && !(this.#run.stop.reason instanceof RunDropped);
    if (isOver && target.effects === 'write') this.#noteInterrupted({ ...call, startedAtMs }, report);
    return report;
  }

  /** What must be durable before the call is; resolves with what was before it. */
  #prepare(call: PausedCall, target: TaskTarget): Promise<EarlierCall | undefined> | EarlierCall | undefined {
    if (target.isMarked === true) return this.#begun.begin(call, target.effects);
    const earlier = isLaterCall(call) ? 'ended' : undefined;
    return this.#run.journal.settleBefore(call.thread, target.effects)?.then(() => earlier) ?? earlier;
  }

  /** The run ends, or goes on, without it: whoever reads of that must know that it may have happened. */
  #noteInterrupted(call: PendingCall, { log }: TaskReport): void {
    this.#run.journal.note(interruptedStep(call, this.#around.ports.clock.nowMs()), log);
  }

  #find(resource: string): TaskTarget | undefined | Promise<TaskTarget | undefined> {
    const read = readResource(resource);
    return read?.kind === 'connector'
      ? findConnectorTask(this.#around, this.#run, read)
      : this.#findAnswering(resource);
  }

  /** What may answer later by itself: connectors never do. */
  #findAnswering(resource: string): TaskTarget | undefined {
    const read = readResource(resource);
    if (read === undefined || read.kind === 'connector') return undefined;
    return read.kind === 'code' ? codeTask(this.#around, this.#run) : workflowTask(this.#around, this.#run, read);
  }

  /** After a stop of the process another worker may hold the run: two of them must not begin the same task, nor end its pause. */
  async #confirmLease(): Promise<void> {
    const { stop, journal } = this.#run;
    // A round that was under way during the pause may confirm too little.
    for (let round = 0; round < 2 && journal.isStale; round += 1) {
      await stop.race(this.#around.renewLeases());
    }
    if (journal.isStale) throw new RunDropped('lease_lost');
  }

  #resultOf(
    call: PausedCall,
    { result, log, secrets, stored, ...report }: TaskReport,
    control: CallControl,
  ): TaskResult {
    const { journal, notes } = this.#run;
    const isLater = isAnsweredLater(call, result);
    // Its step is kept when the answer comes, and that may be in another process.
    if (isLater && stored !== undefined) journal.noteStored(stored);
    else notes.noteStored(call.thread, call.path, stored);
    // Whoever comes next must read it.
    if (stored !== undefined) notes.noteCall(call.thread, 'write');
    notes.addLog(call.path, log);
    journal.addSecrets(secrets);
    if (result.kind === 'threw') return { kind: 'threw', error: this.#readable(result.error) };
    if (!isLater) return result;
    const awaited = result.kind === 'awaited' ? result : { kind: 'awaited' as const, ...report };
    const { answerer, pause } = awaited;
    const source = { ...(answerer === undefined ? {} : { answerer }), ...(pause === undefined ? {} : { pause }) };
    this.#noteAwaitedUnlessGivenUp({ ...call, ...source }, control);
    return awaited;
  }

  /** Unless it was given up meanwhile. */
  #noteAwaitedUnlessGivenUp(call: AwaitedCall, { signal }: CallControl): void {
    if (!signal.aborted) this.noteAwaited(call);
    else this.#giveUpLate(call);
  }

  /** It goes on waiting, without being asked for. */
  noteAwaited(call: AwaitedCall): void {
    this.#awaited.set(call.path, call);
  }

  /** Clean before it goes anywhere: a checkpoint and a `Catch` carry it on to where the secrets are not known. */
  #readable<E extends { readonly cause: string }>(error: E): E {
    return { ...error, cause: this.#run.journal.readableCause(error.cause) };
  }

  openToken(site: AttemptSite): Promise<string> {
    return this.#tokens.open(site);
  }

  /** Whether the attempt stands still, instead of failing, until somebody decides; the pause that it makes. */
  async hold(call: PendingCall, error: MachineError): Promise<TaskPause | undefined> {
    const held = heldCallOf(call, error, this.#around.ports.clock.nowMs());
    // Whoever tests wants to see the failure, and is not asked about it elsewhere.
    if (held === undefined || this.#run.isTest === true) return undefined;
    return this.#calls.during(call.path, async (control) => {
      await this.#heldFailures.keep(call, error);
      const pause = await this.#tokens.hold(call, held);
      this.#noteAwaitedUnlessGivenUp({ ...call, pause }, control);
      return pause;
    });
  }

  async findAnswer(call: PendingCall): Promise<TaskResult> {
    const { path, pause, given } = call;
    if (given !== undefined) return this.#takeGiven(call, given);
    const result = await this.#calls.during(path, (control) =>
      pause === undefined ? this.#findAnswer(call, control) : this.#findPaused({ ...call, pause }, control),
    );
    // What goes on is a call, and ends somehow when the run must stop.
    this.#run.stop.throwIfStopped();
    return result.kind === 'awaited' && result.pause !== pause ? this.#awaitedSince(call, result) : result;
  }

  #takeGiven(call: PendingCall, output: JsonValue): TaskResult {
    const message = 'Nothing was called: it is taken as done, with the result that was given when the run was retried.';
    const { path, thread, resource } = call;
    this.#run.notes.addLog(path, [{ atMs: this.#around.ports.clock.nowMs(), level: 'info', message }]);
    this.#run.notes.noteGiven({ path, thread, resource, result: output });
    this.#noteAnswered(call);
    return { kind: 'returned', output };
  }

  async #findAnswer(call: PendingCall, control: CallControl): Promise<TaskResult> {
    const { token } = call;
    const result = await this.#ask(() =>
      token === undefined ? this.#findAnswering(call.resource)?.findAnswer?.(call) : this.#tokens.findAnswer(token),
    );
    if (result?.kind === 'awaited') this.#noteAwaitedUnlessGivenUp(call, control);
    else this.#noteAnswered(call);
    if (result?.kind === 'threw') return { kind: 'threw', error: this.#readable(result.error) };
    return result ?? failed('States.Runtime', unknownResource(call.resource)).result;
  }

  /** It stands still: until its moment, its callback, or a decision. */
  async #findPaused(call: PendingCall & { readonly pause: TaskPause }, control: CallControl): Promise<TaskResult> {
    const { pause } = call;
    if (this.#run.journal.isStale) await this.#confirmLease();
    const end = await this.#ask(() => this.#tokens.findPauseEnd(call, pause));
    if (end === undefined) {
      this.#noteAwaitedUnlessGivenUp(call, control);
      return { kind: 'awaited', pause };
    }
    this.#noteAnswered(call);
    const { answer } = end;
    if (pause.state === undefined) return answer === undefined ? { kind: 'again' } : resultOf(answer);
    const payload = answer?.kind === 'returned' ? { payload: JSON.parse(answer.output) as JsonValue } : {};
    return this.#perform(call, { control, resume: { state: pause.state, ...payload } });
  }

  /** What follows from it must be durable before another task begins, as if the task had been done here. */
  #noteAnswered({ path, thread }: TaskCall): void {
    this.#awaited.delete(path);
    this.#run.notes.noteCall(thread, 'write');
  }

  /** Stops what is under way at a path or below it; what waits for answers there does not wait any more. */
  abandon(path: string, thread: string): void {
    this.#calls.abandon(path);
    const calls = [...this.#awaited.values()].filter((call) => isBelow(call.path, path));
    // Threads below it will not go on any more.
    const below = this.#givenUp.filter((other) => isBelow(other.path, path));
    this.#giveUp({ path, thread, calls: [...calls, ...below.flatMap((other) => other.calls)] });
    this.#givenUp = this.#givenUp.filter((other) => !below.includes(other));
    // What follows may not begin before that is durable: after a crash an answer might be found, and be followed too.
    this.#run.notes.noteCall(thread, 'write');
  }

  /** The run is over: nobody waits for what its tasks still wait for. */
  withdrawAll(): void {
    this.#giveUp({ path: '', thread: '', calls: [...this.#awaited.values()] });
  }

  #giveUp({ calls, ...place }: Omit<GivenUp, 'untilMs'>): void {
    for (const { path } of calls) this.#awaited.delete(path);
    // What is started from now on is somebody's who waits.
    this.#givenUp = [...this.#givenUp, { ...place, calls, untilMs: this.#around.ports.clock.nowMs() }];
  }

  /** It was given up while it was called, or asked for. */
  #giveUpLate(call: AwaitedCall): void {
    const open = this.#givenUp.find(({ path }) => isBelow(call.path, path));
    if (open === undefined) this.#run.journal.afterWrite(() => this.#withdraw([call]));
    else open.calls.push(call);
  }

  /**
   * The journal was just told how a thread, or the next attempt of a composite state, goes on: with that it will be durable that
   * nobody waits for what was given up there, and not before. After a crash, somebody might again. The top level is told of last.
   */
  noteDecided(place: string): void {
    if (this.#givenUp.length === 0) return;
    const isDecided = ({ path, thread }: GivenUp): boolean => place === '' || path === place || thread === place;
    const decided = this.#givenUp.filter(isDecided);
    this.#givenUp = this.#givenUp.filter((one) => !decided.includes(one));
    for (const one of decided) this.#run.journal.afterWrite(() => this.#withdrawAt(one));
  }

  #withdrawAt({ path, calls, untilMs }: GivenUp): void {
    this.#withdraw(calls);
    const { runId, version, fence = 0 } = this.#run;
    // What an earlier process has started, and this one has not asked for yet, is known to the store alone.
    if (fence <= 1 || !mayStartRuns(version)) return;
    // A task has asked for its own: what else has its path is its next attempt's, which that process had begun.
    if (calls.some((call) => call.path === path)) return;
    const { workspaceId } = version;
    const isMeant = (other: string): boolean => path === '' || isBelow(other, path);
    cancelAwaited(this.#around, { workspaceId, runId, acceptedUntilMs: untilMs, isMeant }).catch((cause: unknown) =>
      this.#around.ports.report({ kind: 'store.failed', what: 'cancel what a run waits for', cause }),
    );
  }

  #withdraw(calls: readonly AwaitedCall[]): void {
    const { ports } = this.#around;
    const others = calls.filter(({ answerer }) => answerer !== undefined);
    const given = others.map((call) => this.#findAnswering(call.resource)?.withdraw?.(call));
    given.push(this.#tokens.withdraw(calls));
    // Whoever answers too late meets a run that has gone on.
    for (const one of given) {
      one?.catch((cause: unknown) => ports.report({ kind: 'store.failed', what: 'withdraw a task', cause }));
    }
  }

  async #ask<T>(question: () => Promise<T> | T): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw asDropped(cause);
    }
  }
}

const isAnsweredLater = ({ token }: TaskCall, { kind }: TaskResult): boolean =>
  kind === 'awaited' || (kind === 'returned' && token !== undefined);

const ABANDONED = failed('States.TaskFailed', 'Nobody waits for this task any more.');
