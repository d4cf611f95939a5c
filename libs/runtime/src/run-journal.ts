import type { StoreChanges } from './connector-store.ts';
import type { Checkpoint, JournalEntry, JsonValue, StepEvent } from '@millrace/machine';
import type { EnginePorts } from './engine-ports.ts';
import { faultPoint } from './fault-points.ts';
import { JournalRows } from './journal-rows.ts';
import type { JournaledRun } from './journaled-run.ts';
import { OpenStoreChanges } from './open-store-changes.ts';
import { OpenEffects, type TaskEffects } from './open-effects.ts';
import type { AcceptResult, JournalRow, Progress } from './ports.ts';
import type { JsonText, Lease, NewRun, RunEnd, StepLogLine, StepRecord } from './run.ts';
import { remainsOf } from './run-remains.ts';
import { UsageMeter } from './run-usage.ts';
import { PayloadTexts } from './payload-texts.ts';
import { readableCause, toStepRecord, type RedactText } from './step-record.ts';

export type DropReason = 'lease_lost' | 'store_failed' | 'stopping';

/** Ends the execution of a run in this process without a word about the run itself. */
export class RunDropped extends Error {
  readonly reason: DropReason;
  constructor(reason: DropReason, cause?: unknown) {
    super(`The run is dropped here: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** The event turned out to be a repetition: another run has its dedupe key. */
export class RunIsDuplicate extends Error {
  readonly runId: string;
  readonly sameContent: boolean;
  constructor(runId: string, sameContent: boolean) {
    super(`A repetition of run ${runId}`);
    this.runId = runId;
    this.sameContent = sameContent;
  }
}

/** Steps that wait for a commit: more are written without one being due, so that a loop neither fills the memory nor … */
const MAX_OPEN_STEPS = 200;
/** … takes more of it than this, in characters. */
const MAX_OPEN_CHARACTERS = 4 * 1024 * 1024;

/**
 * The durable side of one run in this process: knows what the store has, and writes the rest when it must. A run that was
 * not promised to anybody yet is kept as late as possible.
 */
export class RunJournal {
  readonly runId: string;
  /** Told once, as soon as the run is durable. */
  onKept: () => void = () => undefined;
  /** Told just before it is written that the run sleeps, ends, or undoes what it did. */
  onDecided: () => void = () => undefined;
  /** Asked at the last moment before the run sleeps: whether it must not, because something came that it has not asked for. */
  isWanted: () => boolean = () => false;
  readonly #ports: EnginePorts;
  readonly #newRun: NewRun | undefined;
  readonly #inputText: JsonText | undefined;
  readonly #secrets = new Set<string>();
  readonly #texts: PayloadTexts;
  #redact: RedactText | undefined;
  #afterWrite: (() => void)[] = [];
  #afterSent: (() => void)[] = [];
  #effects = new OpenEffects();
  /** Of what a write under way takes with it. */
  #sentEffects = new OpenEffects();
  readonly usage: UsageMeter;
  readonly #rows = new JournalRows((text) => this.usage.noteText(text));
  #fence: number | undefined;
  #heldSinceMs: number;
  #keeping: Promise<void> | undefined;
  #writing: Promise<void> | undefined;
  #writingNext: Promise<void> | undefined;
  #isOver = false;
  /** A write was lost with all that it took: nothing may be built on it, whoever had asked for it. */
  #lost: RunDropped | undefined;
  #sequence: number;
  #steps: StepRecord[] = [];
  #openCharacters = 0;
  readonly #stored = new OpenStoreChanges();
  /** The newest position, until it is written. */
  #checkpoint: Checkpoint | undefined;
  #isCompensating = false;
  /** Threads have something to lose, … */
  #hasThreads = false;
  /** … and the next write forgets them, for the result of their composite state. */
  #isJoin = false;

  constructor(ports: EnginePorts, run: JournaledRun) {
    this.#ports = ports;
    this.runId = run.runId;
    this.#newRun = run.newRun;
    this.#fence = run.fence;
    this.#heldSinceMs = run.heldSinceMs ?? 0;
    this.#sequence = run.stepCount;
    this.usage = new UsageMeter(run.checkpoint);
    const { input: value, inputText: text } = run;
    this.#inputText = text;
    this.#texts = new PayloadTexts(value === undefined || text === undefined ? undefined : { value, text });
  }

  /** Whether the store has the run. */
  get isKept(): boolean {
    return this.#fence !== undefined;
  }

  /** The lease that this process must renew; none before the run is kept and after it was parked or has ended. */
  get lease(): Lease | undefined {
    return this.#fence === undefined || this.#isOver ? undefined : { runId: this.runId, fence: this.#fence };
  }

  /** Whether another process may soon take the run over: the lease was not renewed for long. */
  get isStale(): boolean {
    return this.isUnrenewedFor(this.#ports.settings.selfFenceMs);
  }

  isUnrenewedFor(ms: number): boolean {
    return this.lease !== undefined && this.#ports.clock.monotonicMs() - this.#heldSinceMs > ms;
  }

  /** The lease was renewed by a question that was asked then. */
  noteRenewal(askedAtMs: number): void {
    this.#heldSinceMs = Math.max(this.#heldSinceMs, askedAtMs);
  }

  /** From now on these are in no record, no cause and no log of this run. */
  addSecrets(secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
    if (secrets.length > 0) this.#redact = undefined;
  }

  /** A cause as people may read it. */
  readableCause(cause: string): string {
    return readableCause(cause, this.#redacting());
  }

  #redacting(): RedactText {
    this.#redact ??= this.#ports.redact([...this.#secrets]);
    return this.#redact;
  }

  /** A value as JSON: cheap for what a step has just handed on. */
  textOf(value: JsonValue): string {
    return this.#texts.of(value);
  }

  /** Notes a finished step; returns its record, which is written with the next commit. */
  note(event: StepEvent, log: readonly StepLogLine[]): StepRecord {
    const textOf = (value: JsonValue): string => this.#texts.of(value);
    const { stepLogCharacters: logCharacters } = this.#ports.settings;
    const record = toStepRecord(event, {
      sequence: this.#sequence,
      log,
      logCharacters,
      redact: this.#redacting(),
      textOf,
    });
    this.#sequence += 1;
    this.#steps.push(record);
    const { input, output, arguments: given, assigned } = record;
    for (const text of [input, given, assigned, output]) {
      this.#openCharacters += text?.length ?? 0;
      this.usage.noteText(text);
    }
    return record;
  }

  /** Notes the newest position. `effects`: of the task before it, whose result must not be asked for twice. */
  moveTo(checkpoint: Checkpoint, effects?: TaskEffects): void {
    this.#checkpoint = checkpoint;
    this.#isJoin ||= this.#hasThreads;
    this.#hasThreads = false;
    // Whatever happened inside a composite state is in its result now.
    this.#rows.dropEntries();
    if (effects !== undefined) this.#effects.add('', effects);
  }

  /** Notes what is to be kept under a path inside a composite state. `effects` as in `moveTo`, of the thread's task. */
  keepEntry(path: string, entry: JournalEntry, effects?: TaskEffects): void {
    this.#rows.setEntry(path, entry);
    this.#hasThreads = true;
    if (effects !== undefined) this.#effects.add(path, effects);
  }

  /** Notes what a connector keeps, with the step that it is of. */
  noteStored(changes: StoreChanges): void {
    this.#stored.add(changes);
  }

  /** Something that was read, and was kept just now, must not be read again once a task has followed from it. */
  noteRead(thread: string): void {
    this.#effects.add(thread, 'read');
  }

  /** Notes what the runtime itself must find again, under a path that no state has. */
  keepOwn(path: string, value: object): void {
    this.#rows.setOwn(path, value);
  }

  /** What the runtime has noted under such paths and was not written yet; what is on its way has arrived before. */
  async openOwn(prefix: string): Promise<readonly JournalRow[]> {
    await this.#whenWritten();
    return this.#rows.own(prefix);
  }

  /** Nothing is on its way: what a thread that was given up asked for last must not arrive after the end. */
  async #whenWritten(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Does something once all that is known now is durable; never, when the run is lost here before. */
  afterWrite(work: () => void): void {
    if (this.#isOver) work();
    else this.#afterWrite.push(work);
  }

  /** From now on the run undoes what it did. Written with the next commit. */
  beginCompensating(): void {
    this.#isCompensating = true;
    this.onDecided();
    this.#checkpoint = undefined;
    this.#rows.dropEntries();
  }

  /** Whether more has gathered than should wait for the next commit. */
  get isFull(): boolean {
    return (
      this.#steps.length >= MAX_OPEN_STEPS ||
      this.#rows.size >= MAX_OPEN_STEPS ||
      this.#openCharacters >= MAX_OPEN_CHARACTERS
    );
  }

  /** Makes the run durable, if nobody did. May be asked for by several at once. */
  keep(): Promise<void> {
    if (this.isKept || this.#newRun === undefined) return Promise.resolve();
    const { workerId, leaseSeconds } = this.#ports.settings;
    const newRun = this.#newRun;
    this.#keeping ??= this.#insert(() => this.#ports.runs.accept(newRun, { workerId, leaseSeconds }));
    return this.#keeping;
  }

  /**
   * Before a task: results that must not be lost by it are durable. A task with effects also needs the run itself to be,
   * and all results before it. `undefined`: they are.
   */
  settleBefore(thread: string, effects: TaskEffects): Promise<void> | undefined {
    // One that is being kept may be another's before this process hears of it.
    const mustKeep = !this.isKept && (effects === 'write' || this.#keeping !== undefined);
    const isMeant = (open: OpenEffects): boolean => open.mustSettleBefore(thread, effects);
    return mustKeep ? this.keep().then(() => this.#settle(isMeant)) : this.#settle(isMeant);
  }

  /** Until what is open, or on its way, is durable. `undefined`: there is nothing of the kind. */
  #settle(isMeant: (open: OpenEffects) => boolean): Promise<void> | undefined {
    if (this.#lost !== undefined) throw this.#lost;
    if (isMeant(this.#effects)) return this.advance();
    return isMeant(this.#sentEffects) ? this.#writing : undefined;
  }

  /** Before time passes: the run is durable, and so is what its tasks did. */
  async settleBeforeWait(): Promise<void> {
    await this.keep();
    await this.#settle(({ hasWrite }) => hasWrite);
  }

  /**
   * Writes all that was noted so far. The threads of a run ask for this at the same time: one write is under way, and the next
   * takes what has gathered meanwhile.
   */
  advance(): Promise<void> {
    if (this.#writing === undefined) {
      this.#writing = this.#advance().finally(() => (this.#writing = undefined));
      return this.#writing;
    }
    this.#writingNext ??= this.#writing.then(() => {
      this.#writingNext = undefined;
      return this.advance();
    });
    return this.#writingNext;
  }

  /** What the tasks of a thread did becomes durable; nobody waits. Whoever asks for the next write hears of a failure. */
  settleSoon(thread: string): void {
    if (this.#effects.mustSettleBefore(thread, 'read')) void this.advance().catch(() => undefined);
  }

  async #advance(): Promise<void> {
    const hasNews = this.#checkpoint !== undefined || this.#rows.size + this.#stored.size + this.#steps.length > 0;
    if (!hasNews) return;
    await this.keep();
    await faultPoint(this.#isJoin ? 'join.before_commit' : 'checkpoint.before_commit');
    const progress = this.#takeProgress();
    await this.#write((lease) => this.#ports.runs.advance({ lease, ...progress }));
    this.#sentEffects.settle();
    await faultPoint(progress.journal === undefined ? 'checkpoint.after_commit' : 'map.after_batch');
  }

  /**
   * Parks the run until the time given. Without a checkpoint it stands where it stood. What the store has told of already does
   * not wake it again, so it is due at once when it has not asked for that.
   */
  async park(checkpoint: Checkpoint | undefined, availableAtMs: number): Promise<void> {
    await this.keep();
    await this.#whenWritten();
    if (checkpoint !== undefined) this.#checkpoint = checkpoint;
    this.onDecided();
    const progress = this.#takeProgress();
    await this.#write((lease) => {
      const dueMs = this.isWanted() ? 0 : availableAtMs;
      return this.#ports.runs.park({ lease, ...progress, availableAtMs: dueMs });
    });
    this.#isOver = true;
    await faultPoint('park.after_commit');
  }

  /** Ends the run; in one insert when it was never kept. `followUp`: begins with the end of a run that is kept. */
  async finish(end: RunEnd, followUp?: NewRun): Promise<void> {
    await faultPoint('finish.before_commit');
    await this.#finish(end, followUp);
    await faultPoint('finish.after_commit');
  }

  async #finish(end: RunEnd, followUp?: NewRun): Promise<void> {
    const newRun = this.#newRun;
    if (!this.isKept && newRun !== undefined && this.#keeping === undefined) {
      const { steps, store, ...stood } = this.#takeProgress();
      const finished = { end, steps, ...(store && { store }), ...remainsOf(end, stood) };
      // Whoever wants the run kept meanwhile waits for this insert, instead of making another.
      this.#keeping = this.#insert(() => this.#ports.runs.acceptFinished(newRun, finished));
      this.#isOver = true;
      return this.#keeping;
    }
    await this.keep();
    await this.#whenWritten();
    this.onDecided();
    const { steps, runInput, store, ...stood } = this.#takeProgress();
    const finish = {
      ...{ end, steps },
      ...remainsOf(end, stood),
      ...(store && { store }),
      ...(runInput === undefined ? {} : { runInput }),
      ...(followUp === undefined ? {} : { followUp }),
    };
    await this.#write((lease) => this.#ports.runs.finish({ lease, ...finish }));
    this.#isOver = true;
  }

  #takeProgress(): Omit<Progress, 'lease'> {
    const steps = this.#steps;
    const checkpoint = this.#checkpoint;
    const journal = this.#rows.take();
    this.#steps = [];
    this.#openCharacters = 0;
    this.#checkpoint = undefined;
    this.#isJoin = false;
    this.#sentEffects = this.#effects;
    this.#effects = new OpenEffects();
    this.#afterSent = this.#afterWrite;
    this.#afterWrite = [];
    return {
      steps,
      ...(checkpoint === undefined ? {} : { checkpoint: this.usage.notePosition(checkpoint) }),
      ...(journal.length === 0 ? {} : { journal }),
      ...this.#stored.take(this.#fence),
      ...(this.#isCompensating ? { isCompensating: true } : {}),
      // Only the first step can have taken it.
      ...(steps[0]?.sequence === 0 && this.#inputText !== undefined ? { runInput: this.#inputText } : {}),
    };
  }

  async #insert(insert: () => Promise<AcceptResult>): Promise<void> {
    const askedAtMs = this.#ports.clock.monotonicMs();
    const result = await this.#ask(insert);
    if (result.kind === 'duplicate') throw new RunIsDuplicate(result.runId, result.sameContent);
    this.#heldSinceMs = askedAtMs;
    this.#fence = result.fence;
    this.onKept();
  }

  async #write(write: (lease: Lease) => Promise<boolean>): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    const isOurs = await this.#ask(() => write({ runId: this.runId, fence: this.#fence ?? 0 }));
    if (!isOurs) throw (this.#lost = new RunDropped('lease_lost'));
    for (const work of this.#afterSent.splice(0)) work();
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw (this.#lost = new RunDropped('store_failed', cause));
    }
  }
}
