import type { JsonObject, JsonValue } from '../../json.ts';
import type { StreamTrigger, TriggerItem } from '../../trigger.ts';
import type { TestPlatform } from '../platform/test-platform.ts';
import { StartedRuns } from './started-runs.ts';

export interface StreamOptions {
  readonly input: JsonObject;
  readonly connection?: string | undefined;
}

/** Items that are handed over and not yet kept, at most. */
export const MAX_UNKEPT = 50;
const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;

/** An item that waits to be kept. */
interface Waiting {
  readonly item: TriggerItem;
  readonly cursor: JsonValue | undefined;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** A stream trigger under way: begun again whatever it throws, after 1 s and up to 60 s. */
export class TestStream {
  readonly #platform: TestPlatform;
  readonly #trigger: StreamTrigger;
  readonly #options: StreamOptions;
  readonly #runs: StartedRuns;
  #owner = new AbortController();
  #waiting: Waiting[] = [];
  #isHeld = false;
  #unsettled = 0;
  #peak = 0;
  #attempts = 0;
  #cursor: JsonValue | undefined;
  #failures: string[] = [];
  #ended: Promise<void> | undefined;

  constructor(platform: TestPlatform, name: string, options: StreamOptions) {
    const trigger = platform.connector.triggers?.[name];
    if (trigger?.kind !== 'stream') throw new TypeError(`${platform.connector.name} has no stream trigger "${name}".`);
    [this.#platform, this.#trigger, this.#options] = [platform, trigger, options];
    this.#runs = new StartedRuns(trigger.output);
  }

  /** Items that have started runs. */
  get started(): readonly TriggerItem[] {
    return this.#runs.items;
  }
  get cursor(): JsonValue | undefined {
    return this.#cursor;
  }
  /** How often it was begun. */
  get attempts(): number {
    return this.#attempts;
  }
  /** The most items that it had handed over at once without any being kept. */
  get mostUnkept(): number {
    return this.#peak;
  }
  /** What it threw, a sentence each. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Takes the stream, as its one owner. */
  begin(): void {
    this.#owner = new AbortController();
    this.#ended = this.#own(this.#owner.signal);
  }

  /** Keeps nothing until `release`: the store is slow. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Keeps what waits, and what comes. */
  release(): void {
    this.#isHeld = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((item) => this.#keep(item));
  }

  /** The owner dies: what is not kept is lost to it, and another one begins where the cursor says. */
  async crash(): Promise<void> {
    await this.#lose(new Error('The owner of the stream has died.'));
    this.begin();
  }

  /** Ends the stream. Resolves with false when it goes on 5 s after its signal was aborted. */
  stop(): Promise<boolean> {
    return this.#lose(new DOMException('The stream is stopped.', 'AbortError'));
  }

  async #lose(reason: Error): Promise<boolean> {
    const { time } = this.#platform;
    this.#owner.abort(reason);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(reason);
    const late = new AbortController();
    const hasEnded = await time.drive(
      Promise.race([
        (this.#ended ?? Promise.resolve()).then(() => true),
        time.waitForLimit(5000, late.signal).then(() => false),
      ]),
    );
    late.abort();
    return hasEnded;
  }

  async #own(signal: AbortSignal): Promise<void> {
    for (let failed = 0; !signal.aborted;) {
      const kept = this.started.length;
      await this.#run(signal);
      // What has brought something was connected: it begins anew at once, nearly.
      failed = this.started.length > kept ? 1 : failed + 1;
      const retryMs = Math.min(FIRST_RETRY_MS * 2 ** (failed - 1), MAX_RETRY_MS);
      await this.#platform.time.wait(retryMs, signal).catch(() => undefined);
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { input, connection } = this.#options;
    this.#attempts += 1;
    try {
      const { context } = await this.#platform.openTrigger(signal, connection);
      await this.#trigger.stream(context, {
        input,
        ...(this.#cursor === undefined ? {} : { cursor: this.#cursor }),
        emit: (item, cursor) => this.#emit(item, cursor as JsonValue | undefined, signal),
      });
    } catch (thrown) {
      if (!signal.aborted) this.#failures.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  #emit(item: TriggerItem, cursor: JsonValue | undefined, signal: AbortSignal): Promise<void> {
    this.#unsettled += 1;
    this.#peak = Math.max(this.#peak, this.#unsettled);
    return new Promise<void>((resolve, reject) => {
      const waiting = { item, cursor, resolve, reject };
      if (signal.aborted) reject(signal.reason as Error);
      else if (this.#isHeld) this.#waiting.push(waiting);
      else this.#keep(waiting);
    }).finally(() => void (this.#unsettled -= 1));
  }

  #keep({ item, cursor, resolve, reject }: Waiting): void {
    try {
      this.#runs.keep([item], this.#platform.time.nowMs());
      this.#cursor = cursor ?? this.#cursor;
      resolve();
    } catch (cause) {
      reject(cause as Error);
    }
  }
}
