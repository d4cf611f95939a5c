import type { Dispatcher } from '@millrace/runtime';
import type { Queue } from 'bull';

/** What a job carries. Everything else about the run is in the store, and newer there. */
export interface WakeJob {
  readonly runId: string;
}
export interface BullDispatcherOptions {
  readonly queue: Queue<WakeJob>;
  /** Whether this process could not begin another run now. While it could not, it leaves the jobs to others. */
  readonly isFull?: () => boolean;
  /** Hears of Redis failing, once an outage. Nothing is lost by it: a sweep of the store finds what is due. */
  readonly report?: (cause: Error) => void;
}

/** Ids kept for the next write while one is under way. Further ones wait for the sweep: Redis is the slow part then. */
const MAX_GATHERED = 1000;
const ROOM_INTERVAL_MS = 50;

/**
 * Wakes this process at once, and one other by a job. Redis only carries hints: `wake` never waits for it and never fails,
 * and a job that is lost, flushed or taken by a process that dies costs a sweep's time.
 */
export class BullDispatcher implements Dispatcher {
  readonly #queue: Queue<WakeJob>;
  readonly #isFull: () => boolean;
  readonly #report: (cause: Error) => void;
  readonly #listeners = new Set<() => void>();
  #gathered: string[] = [];
  #writing: Promise<void> | undefined;
  #isConsuming = false;
  #isInTrouble = false;
  #closing: Promise<void> | undefined;

  constructor({ queue, isFull = () => false, report = () => undefined }: BullDispatcherOptions) {
    this.#queue = queue;
    this.#isFull = isFull;
    this.#report = report;
    // Bull names its connection in a promise that nobody holds: one that fails would end the process.
    Object.assign(queue, { setWorkerName: () => Promise.resolve() });
    queue.on('error', (cause) => this.#noteTrouble(cause));
    queue.client.on('ready', () => {
      this.#isInTrouble = false;
      // Wake-ups may have been missed while nobody was connected.
      this.#tell();
    });
  }

  wake(runIds: readonly string[]): Promise<void> {
    if (this.#closing !== undefined || runIds.length === 0) return Promise.resolve();
    this.#tell();
    this.#gathered.push(...runIds.slice(0, MAX_GATHERED - this.#gathered.length));
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    return Promise.resolve();
  }

  /** Writes what has gathered, in one round trip, until nothing gathers any more. */
  async #write(): Promise<void> {
    // Whoever wakes in the same turn is gathered too.
    await Promise.resolve();
    while (this.#gathered.length > 0) {
      const runIds = this.#gathered;
      this.#gathered = [];
      // Commands to a lost connection would pile up in memory until it is back.
      if (this.#queue.client.status !== 'ready') return;
      try {
        await this.#queue.addBulk(runIds.map((runId) => ({ data: { runId } })));
      } catch (cause) {
        this.#noteTrouble(cause instanceof Error ? cause : new Error(String(cause)));
        return;
      }
    }
  }

  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#consume();
    return () => this.#listeners.delete(listener);
  }

  /** Takes jobs from the first listener on: a process that only wakes others must not take their jobs. */
  #consume(): void {
    if (this.#isConsuming || this.#closing !== undefined) return;
    this.#isConsuming = true;
    this.#queue
      .process(() => this.#take())
      .catch((cause: unknown) => {
        if (this.#closing === undefined) this.#noteTrouble(cause instanceof Error ? cause : new Error(String(cause)));
      });
  }

  /** One job at a time, so that a full process holds back one hint and no more. */
  async #take(): Promise<void> {
    while (this.#isFull() && this.#closing === undefined) await pause(ROOM_INTERVAL_MS);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #noteTrouble(cause: Error): void {
    if (this.#isInTrouble || this.#closing !== undefined) return;
    this.#isInTrouble = true;
    this.#report(cause);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#listeners.clear();
    await this.#writing;
    // Without waiting for the job in hand: it is a hint, and its run is in the store.
    await this.#queue.close(true);
  }

  /** Nest closes it with its module. */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}
