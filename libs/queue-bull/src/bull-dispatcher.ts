import type { Dispatcher } from '@millrace/runtime';
import type { Job, Queue } from 'bull';
import { closeQueue, endWatchWith, openWaitingConnection } from './connections.ts';

/** What a job carries. Everything else about the run is in the store, and newer there. */
export interface WakeJob {
  readonly runId: string;
}
export interface BullDispatcherOptions {
  readonly queue: Queue<WakeJob>;
  /** Whether this process could not begin another run now. While it could not, it leaves the jobs to others. */
  readonly isFull?: () => boolean;
  /** Hears of Redis failing, once an outage. Nothing is lost by it: a sweep of the store finds what is due. */
  readonly onLost?: (cause: Error) => void;
  /** Hears that an outage is over. */
  readonly onRestored?: () => void;
}

/** What Redis may fail at; each may work while another does not, as writing when its memory is full. */
type Trouble = 'connection' | 'read' | 'write';

/** Ids kept for the next write while one is under way. Further ones wait for the sweep: Redis is the slow part then. */
const MAX_GATHERED = 1000;
/** Whoever takes a job looks for more than one due run: a job for each would be most of the work. */
const RUNS_PER_JOB = 25;
/** With so many jobs waiting, everyone who could come is on the way, and one more would only fill Redis. */
const MAX_WAITING_JOBS = 64;
const ROOM_INTERVAL_MS = 50;
const RETRY_DELAY_MS = 1000;
const LAST_WRITE_MS = 250;
const ANSWER_TIMEOUT_MS = 1000;
/** A job is done within moments of being taken: one that is not was taken by a process that died. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Wakes this process at once, and others by a job for some runs at a time. Redis only carries hints: `wake` never waits for it and never fails,
 * and a job that is lost, flushed or taken by a process that dies costs a sweep's time.
 */
export class BullDispatcher implements Dispatcher {
  readonly #queue: Queue<WakeJob>;
  readonly #options: Omit<BullDispatcherOptions, 'queue'>;
  readonly #listeners = new Set<() => void>();
  readonly #troubles = new Set<Trouble>();
  readonly #closed = new AbortController();
  #gathered: string[] = [];
  #writing: Promise<void> | undefined;
  #isTaking = false;
  #closing: Promise<void> | undefined;

  constructor({ queue, ...options }: BullDispatcherOptions) {
    this.#queue = queue;
    this.#options = options;
    // While the connection for commands stands, it is the one that waits for jobs that failed.
    queue.on('error', (cause) => this.#noteFailure(queue.client.status === 'ready' ? 'read' : 'connection', cause));
    queue.client.on('ready', () => void this.#greet());
    endWatchWith(queue.client);
  }

  /** Connected says little: a wrong password is refused only afterwards. */
  async #greet(): Promise<void> {
    try {
      await this.#queue.client.ping();
      await this.#queue.clean(ABANDONED_AFTER_MS, 'active');
    } catch (cause) {
      this.#noteFailure('connection', cause);
      return;
    }
    this.#noteSuccess('connection', 'read', 'write');
    // Wake-ups may have been missed while nobody was connected.
    this.#tell();
  }

  /** Whether no outage is known of. */
  isConnected(): boolean {
    return this.#troubles.size === 0 && this.#queue.client.status === 'ready';
  }

  /** Whether Redis carries wake-ups now. Asks it, for a second at most. */
  async isAnswering(): Promise<boolean> {
    if (!this.isConnected()) return false;
    const late = pause(ANSWER_TIMEOUT_MS, this.#closed.signal).then(() => false);
    const answered = this.#queue.client.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([answered, late]);
  }

  wake(runIds: readonly string[]): Promise<void> {
    if (this.#isClosing() || runIds.length === 0) return Promise.resolve();
    this.#tell();
    this.#announce(runIds);
    return Promise.resolve();
  }

  #announce(runIds: readonly string[]): void {
    this.#gathered.push(...runIds.slice(0, MAX_GATHERED - this.#gathered.length));
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  /** Writes what has gathered, all of it at once, until nothing gathers any more. */
  async #write(): Promise<void> {
    // Whoever wakes in the same turn is gathered too.
    await Promise.resolve();
    try {
      while (this.#gathered.length > 0) {
        const runIds = this.#gathered;
        this.#gathered = [];
        // Commands to a lost connection would pile up in memory until it is back.
        if (this.#queue.client.status !== 'ready') return;
        if ((await this.#queue.getWaitingCount()) >= MAX_WAITING_JOBS) continue;
        // Not in a transaction, as Bull's bulk would be: that hides what Redis says to each.
        const named = runIds.filter((_, index) => index % RUNS_PER_JOB === 0);
        await Promise.all(named.map((runId) => this.#queue.add({ runId })));
        this.#noteSuccess('write');
      }
    } catch (cause) {
      this.#noteFailure('write', cause);
    }
  }

  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    // From the first listener on: a process that only wakes others must not take their jobs.
    if (!this.#isTaking && !this.#isClosing()) void this.#takeJobs();
    return () => this.#listeners.delete(listener);
  }

  /** Takes a job whenever this process has room. By hand: Bull's own loop would hold one while there is none. */
  async #takeJobs(): Promise<void> {
    this.#isTaking = true;
    endWatchWith(openWaitingConnection(this.#queue));
    while (!this.#isClosing()) {
      if (!this.#hasRoom()) {
        await pause(ROOM_INTERVAL_MS, this.#closed.signal);
        continue;
      }
      try {
        const job = await this.#queue.getNextJob();
        this.#noteSuccess('read');
        if (job) await this.#take(job);
      } catch (cause) {
        this.#noteFailure('read', cause);
        await pause(RETRY_DELAY_MS, this.#closed.signal);
      }
    }
  }

  async #take(job: Job<WakeJob>): Promise<void> {
    if (this.#hasRoom()) this.#tell();
    // The last place was taken while we waited for the job: it is for somebody else.
    else this.#announce([job.data.runId]);
    // A job that was flushed meanwhile is done too.
    await job.moveToCompleted('', true, true).catch(() => undefined);
  }

  #hasRoom(): boolean {
    return this.#listeners.size > 0 && this.#options.isFull?.() !== true;
  }

  #isClosing(): boolean {
    return this.#closing !== undefined;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #noteFailure(trouble: Trouble, cause: unknown): void {
    if (this.#isClosing()) return;
    const isNews = this.#troubles.size === 0;
    this.#troubles.add(trouble);
    if (isNews) this.#options.onLost?.(cause instanceof Error ? cause : new Error(String(cause)));
  }

  #noteSuccess(...troubles: readonly Trouble[]): void {
    if (this.#troubles.size === 0 || this.#isClosing()) return;
    for (const trouble of troubles) this.#troubles.delete(trouble);
    if (this.#troubles.size === 0) this.#options.onRestored?.();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#listeners.clear();
    // What was announced a moment ago may still go out.
    await Promise.race([this.#writing, pause(LAST_WRITE_MS, this.#closed.signal)]);
    this.#closed.abort();
    await closeQueue(this.#queue);
  }

  /** Nest closes it with its module. */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }
}

/** Waits, unless the signal says that nobody needs to any more. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
