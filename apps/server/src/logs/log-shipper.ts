import type { Clock } from '@millrace/runtime';
import { boundLine } from './log-line.ts';

/** More would be memory that runs need; what comes then is dropped, and counted. */
const MAX_LINES = 10_000;
const MAX_CHARACTERS = 16 * 1024 * 1024;
const BATCH_LINES = 500;
const BATCH_CHARACTERS = 1024 * 1024;
const INTERVAL_MS = 1000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** While the process ends there is no time to be patient. */
const LAST_RETRY_MS = 200;

/** Takes lines somewhere else. */
export interface LogTransport {
  /**
   * Rejects when they should be sent again, with a {@link RefusedLines} when that would be in vain, with a {@link PartlyTaken} when
   * some were taken.
   */
  send(lines: readonly string[]): Promise<void>;
  /** Breaks off what is under way. */
  close(): void;
}
/** Whoever should take the lines never will. */
export class RefusedLines extends Error {}
/** Some were taken; the others by their places in the batch. */
export class PartlyTaken extends Error {
  readonly again: readonly number[];
  readonly refused: readonly number[];

  constructor(message: string, { again, refused }: Pick<PartlyTaken, 'again' | 'refused'>) {
    super(message);
    this.again = again;
    this.refused = refused;
  }
}

export type ShippedOutcome = 'shipped' | 'refused' | 'dropped';
interface ShipperParts {
  readonly transport: LogTransport;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly count: (outcome: ShippedOutcome, lines: number) => void;
  /** Told once when an outage begins, once when its first line is dropped, and once when it is over. */
  readonly report: (news: ShipperNews) => void;
}
export type ShipperNews =
  | { readonly kind: 'failing' | 'refused'; readonly error: unknown }
  | { readonly kind: 'dropping' }
  | { readonly kind: 'works_again'; readonly dropped: number };

/** Hands lines to a transport a batch at a time, in their order. Whoever logs never waits, and hears of no failure. */
export class LogShipper {
  readonly #parts: ShipperParts;
  #lines: string[] = [];
  #characters = 0;
  #sending: Promise<void> | undefined;
  #callOff: (() => void) | undefined;
  #failures = 0;
  #droppedNow = 0;
  #isRefused = false;
  #isClosing = false;
  #isOver = false;
  #hurry: (() => void) | undefined;

  constructor(parts: ShipperParts) {
    this.#parts = parts;
  }

  add(text: string): void {
    const line = boundLine(text);
    if (this.#isOver || this.#lines.length >= MAX_LINES || this.#characters + line.length > MAX_CHARACTERS) {
      this.#drop();
      return;
    }
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#sending !== undefined) return;
    if (this.#lines.length >= BATCH_LINES) this.#begin();
    else this.#callOff ??= this.#parts.clock.schedule(INTERVAL_MS, () => this.#begin());
  }

  /** A last try, which keeps no process from ending. */
  async close(withinMs: number): Promise<void> {
    this.#isClosing = true;
    this.#hurry?.();
    if (this.#sending === undefined && this.#lines.length > 0) this.#begin();
    let callOff: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      callOff = this.#parts.clock.schedule(withinMs, resolve);
    });
    await Promise.race([this.#sending, late]);
    callOff();
    this.#callOff?.();
    this.#isOver = true;
    this.#hurry?.();
    this.#parts.transport.close();
    if (this.#lines.length > 0) this.#parts.count('dropped', this.#lines.length);
  }

  #drop(): void {
    this.#parts.count('dropped', 1);
    this.#droppedNow += 1;
    if (this.#droppedNow === 1 && !this.#isOver) this.#parts.report({ kind: 'dropping' });
  }

  #begin(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#lines.length > 0) {
      const batch = this.#nextBatch();
      const { again, refused } = await this.#send(batch);
      if (this.#isOver) return;
      this.#lines.splice(0, batch.length, ...again);
      this.#characters -= charactersOf(batch) - charactersOf(again);
      const shipped = batch.length - again.length - refused;
      if (shipped > 0) this.#parts.count('shipped', shipped);
      if (refused > 0) this.#parts.count('refused', refused);
      if (again.length > 0) await this.#wait();
      else if (shipped > 0) this.#noteSuccess(refused > 0);
    }
  }

  #nextBatch(): string[] {
    const batch: string[] = [];
    let characters = 0;
    for (const line of this.#lines.slice(0, BATCH_LINES)) {
      characters += line.length;
      if (characters > BATCH_CHARACTERS && batch.length > 0) break;
      batch.push(line);
    }
    return batch;
  }

  /** What of it is to be sent again, and how many lines were refused. */
  async #send(batch: readonly string[]): Promise<{ readonly again: readonly string[]; readonly refused: number }> {
    try {
      await this.#parts.transport.send(batch);
      return { again: [], refused: 0 };
    } catch (error) {
      const outcome = outcomeOf(error, batch);
      // What is said of it is a line too: only once, or there would be one for each try.
      if (outcome.refused > 0) {
        if (!this.#isRefused) this.#tell({ kind: 'refused', error });
        this.#isRefused = true;
      }
      if (outcome.again.length > 0) {
        this.#failures += 1;
        if (this.#failures === 1) this.#tell({ kind: 'failing', error });
      }
      return outcome;
    }
  }

  #noteSuccess(someWereRefused: boolean): void {
    if (!someWereRefused) this.#isRefused = false;
    if (this.#failures === 0 && this.#droppedNow === 0) return;
    const dropped = this.#droppedNow;
    this.#failures = 0;
    this.#droppedNow = 0;
    this.#tell({ kind: 'works_again', dropped });
  }

  #tell(news: ShipperNews): void {
    if (!this.#isOver) this.#parts.report(news);
  }

  #wait(): Promise<void> {
    const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LONGEST_RETRY_MS);
    return new Promise((resolve) => {
      const callOff = this.#parts.clock.schedule(this.#isClosing ? LAST_RETRY_MS : backoffMs, resolve);
      this.#hurry = () => {
        callOff();
        resolve();
      };
    });
  }
}

function outcomeOf(
  error: unknown,
  batch: readonly string[],
): { readonly again: readonly string[]; readonly refused: number } {
  if (error instanceof RefusedLines) return { again: [], refused: batch.length };
  if (!(error instanceof PartlyTaken)) return { again: batch, refused: 0 };
  const places = new Set(error.again);
  return { again: batch.filter((_, index) => places.has(index)), refused: error.refused.length };
}

const charactersOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length, 0);
