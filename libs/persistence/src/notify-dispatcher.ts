import type { Dispatcher } from '@millrace/runtime';
import pg from 'pg';

const CHANNEL = 'millrace_wake';
/** A NOTIFY in every commit would cost a multiple of the commit. */
const NOTIFY_INTERVAL_MS = 100;
const RECONNECT_DELAY_MS = 1000;

/** Wakes this process at once, and the others by NOTIFY. A lost wake-up costs a sweep's time, never a run. */
export class NotifyDispatcher implements Dispatcher {
  readonly #url: string;
  readonly #listeners = new Set<() => void>();
  #client: pg.Client | undefined;
  #notifyTimer: NodeJS.Timeout | undefined;
  #reconnectTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Begins to listen. Resolves once connected, or once the first try has failed and the next is due. */
  async open(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    client.on('error', () => this.#reconnect(client));
    client.on('end', () => this.#reconnect(client));
    client.on('notification', () => this.#tell());
    this.#client = client;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      // Wake-ups may have been missed while nobody listened.
      this.#tell();
    } catch {
      this.#reconnect(client);
    }
  }

  #reconnect(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.#reconnectTimer = setTimeout(() => void this.open(), RECONNECT_DELAY_MS);
    this.#reconnectTimer.unref();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  wake(runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0 || this.#closed) return Promise.resolve();
    this.#tell();
    this.#notifyTimer ??= setTimeout(() => {
      this.#notifyTimer = undefined;
      this.#client?.query(`notify ${CHANNEL}`).catch(() => undefined);
    }, NOTIFY_INTERVAL_MS);
    return Promise.resolve();
  }

  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#notifyTimer);
    clearTimeout(this.#reconnectTimer);
    await this.#client?.end().catch(() => undefined);
  }
}
