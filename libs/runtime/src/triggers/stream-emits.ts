import type { Clock } from '../ports.ts';
import type { ItemIntake } from './item-intake.ts';
import type { TriggerReport } from './trigger-parts.ts';
import type { TakenTrigger, TriggerCursor, TriggerItem } from './trigger.ts';

const MAX_UNACKNOWLEDGED = 50;
const RETRY_MS = 1000;
const FULL_RETRY_MS = 5000;

interface Emit {
  readonly item: TriggerItem;
  readonly cursor: TriggerCursor | undefined;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}
interface EmitParts {
  readonly intake: ItemIntake;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly signal: AbortSignal;
  readonly report: (report: TriggerReport) => void;
  /** The version that is live now; nothing when the stream is another's by now. */
  readonly readVersion: () => Promise<string | undefined>;
  /** The stream is another's by now. */
  readonly onLost: () => void;
}

/** Keeps what a stream tells, in its order: whatever has gathered is one commit, and resolves with it. */
export class StreamEmits {
  readonly #parts: EmitParts;
  #trigger: TakenTrigger;
  readonly #queue: Emit[] = [];
  readonly #waiting: (() => void)[] = [];
  #unacknowledged = 0;
  #isKeeping = false;
  #count = 0;

  constructor(trigger: TakenTrigger, parts: EmitParts) {
    this.#trigger = trigger;
    this.#parts = parts;
  }

  /** Items that were kept. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when the item is kept; until then nobody may acknowledge it. */
  async emit(item: TriggerItem, cursor: TriggerCursor | undefined): Promise<void> {
    while (this.#unacknowledged >= MAX_UNACKNOWLEDGED) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#parts.signal.throwIfAborted();
    this.#unacknowledged += 1;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#queue.push({ item, cursor, resolve, reject });
        void this.#keepAll();
      });
    } finally {
      this.#unacknowledged -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #keepAll(): Promise<void> {
    if (this.#isKeeping) return;
    this.#isKeeping = true;
    while (this.#queue.length > 0) {
      const emits = this.#queue.splice(0);
      try {
        await this.#keep(emits);
        for (const { resolve } of emits) resolve();
      } catch (cause) {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        for (const { reject } of emits) reject(error);
      }
    }
    this.#isKeeping = false;
  }

  /** Until they are kept: what there is no room for waits, and with it whoever sends. */
  async #keep(emits: readonly Emit[]): Promise<void> {
    const { signal, intake } = this.#parts;
    const items = emits.map(({ item }) => item);
    const cursor = emits.findLast((emit) => emit.cursor !== undefined)?.cursor;
    const kept = cursor && { value: JSON.stringify(cursor.value), schema: cursor.schema };
    for (;;) {
      signal.throwIfAborted();
      const trigger = this.#trigger;
      const progress = { fence: trigger.fence, ...(kept === undefined ? {} : { cursor: kept }) };
      const result = await this.#tryKeep(async () => {
        const isFull = (await intake.findFullness(trigger.workspaceId)) !== undefined;
        return isFull ? ('full' as const) : (await intake.keep([{ trigger, items, progress }])).kind;
      });
      if (result === 'kept') {
        this.#count += items.length;
        return;
      }
      if (result === 'lost' || (result === 'changed' && !(await this.#followVersion()))) {
        this.#parts.onLost();
        throw new Error('Another process listens to this by now, or nobody does.');
      }
      if (result === 'full') await this.#wait(FULL_RETRY_MS);
      if (result === 'failed') await this.#wait(RETRY_MS);
    }
  }

  async #tryKeep<Kind extends string>(keep: () => Promise<Kind>): Promise<Kind | 'failed'> {
    try {
      return await keep();
    } catch (cause) {
      this.#parts.report({ kind: 'store.failed', what: 'keep what a stream tells', cause });
      return 'failed';
    }
  }

  /** The same trigger in another version: what comes belongs to that one. */
  async #followVersion(): Promise<boolean> {
    const versionId = await this.#parts.readVersion();
    if (versionId === undefined) return false;
    this.#trigger = { ...this.#trigger, versionId };
    return true;
  }

  #wait(delayMs: number): Promise<void> {
    const { clock, signal } = this.#parts;
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.schedule(delayMs, end);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
    });
  }
}
