import { getHeapStatistics } from 'node:v8';
import type { Clock, Thread } from './ports.ts';

/**
 * So long may runs compute, one after the other, before timers and sockets get their chance. What comes in is kept first: when
 * more is accepted than can be executed, runs wait, and senders do not.
 */
const TURN_MS = 3;
/** Past this share of its heap a process collects garbage more than it works, and soon ends. */
const MAX_HEAP_SHARE = 0.85;
const HEAP_LOOK_MS = 500;

/** Of the heap that this process may have, the share that it uses: 0 to 1. */
type ReadHeapShare = () => number;
function readHeapShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / limit;
}

/**
 * The thread of this process. Runs that have to wait go on in the order in which they came, in later turns of the event loop:
 * as many of them as a turn has time for.
 */
export class SharedThread implements Thread {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #waiting: (() => void)[] = [];
  /** When runs began to compute in this turn of the event loop, if they did. */
  #turnBeganMs: number | undefined;

  readonly #readHeapShare: ReadHeapShare;
  #isShort = false;
  #nextHeapLookMs = -Infinity;

  constructor(
    clock: Pick<Clock, 'monotonicMs'>,
    { heapShare = readHeapShare }: { readonly heapShare?: ReadHeapShare } = {},
  ) {
    this.#clock = clock;
    this.#readHeapShare = heapShare;
  }

  isShortOfMemory(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#nextHeapLookMs) {
      this.#nextHeapLookMs = nowMs + HEAP_LOOK_MS;
      this.#isShort = this.#readHeapShare() > MAX_HEAP_SHARE;
    }
    return this.#isShort;
  }

  giveWay(): Promise<void> | undefined {
    if (!this.#isTurnOver()) return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      setImmediate(this.#letNextGoOn);
    });
  }

  /** Asked once for each that waits. */
  readonly #letNextGoOn = (): void => {
    if (this.#isTurnOver()) setImmediate(this.#letNextGoOn);
    else this.#waiting.shift()?.();
  };

  #isTurnOver(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (this.#turnBeganMs === undefined) {
      this.#turnBeganMs = nowMs;
      // It is asked for before all that wait in this turn, so it comes before them in the next.
      setImmediate(() => (this.#turnBeganMs = undefined));
    }
    return nowMs - this.#turnBeganMs >= TURN_MS;
  }
}
