import { macrotaskOf } from './macrotask.ts';

/**
 * Lets one evaluation run at a time, and the rest of the process in between. jsonata's own promises never yield to
 * timers or sockets; and if evaluations took turns at every promise, none could tell its own time from the others'.
 *
 * A slice is the time that evaluations may take, one after the other, before timers and sockets get their chance.
 */
const SLICE_MS = 10;

let isBusy = false;
const waiting: (() => void)[] = [];
let isSliceOpen = false;
let sliceStartedAt = 0;

const afterMacrotask = macrotaskOf(globalThis);

/** The turn is one's own; the slice may be over, or none may be open. */
function openSlice(now: number): Promise<void> | undefined {
  if (isSliceOpen && now - sliceStartedAt > SLICE_MS) {
    return new Promise<void>((resolve) => afterMacrotask(resolve)).then(() => openSlice(performance.now()));
  }
  if (!isSliceOpen) {
    isSliceOpen = true;
    sliceStartedAt = now;
    afterMacrotask(() => (isSliceOpen = false));
  }
  return undefined;
}

function takeTurn(now: number): Promise<void> | undefined {
  if (isBusy) {
    return new Promise<void>((resolve) => waiting.push(resolve)).then(() => openSlice(performance.now()));
  }
  isBusy = true;
  return openSlice(now);
}

/** Hands the turn to whoever waits longest. */
function endTurn(): void {
  const next = waiting.shift();
  if (next === undefined) isBusy = false;
  else next();
}

/** The turns of one evaluation, and the time that it had in them. */
export class Turn {
  #isOver = false;
  #usedMs = 0;
  #runningSince = 0;
  #pause: Promise<void> | undefined;

  /** Waits for the first turn. `undefined`: it is here already. */
  begin(): Promise<void> | undefined {
    const now = performance.now();
    const wait = takeTurn(now);
    this.#runningSince = now;
    return wait?.then(() => this.#resume());
  }

  /** True while the turn has been given to others. */
  get isPausing(): boolean {
    return this.#pause !== undefined;
  }

  /** Milliseconds that the evaluation has run. */
  usedMs(now: number): number {
    return this.#usedMs + now - this.#runningSince;
  }

  /** True when timers and sockets should have their chance. */
  isSliceOver(now: number): boolean {
    return now - sliceStartedAt > SLICE_MS;
  }

  /** Lets the others in. jsonata evaluates some parts side by side: they wait for one turn together. */
  pause(): Promise<void> {
    this.#pause ??= this.#letOthersIn();
    return this.#pause;
  }

  async #letOthersIn(): Promise<void> {
    const now = performance.now();
    this.#usedMs = this.usedMs(now);
    endTurn();
    await takeTurn(now);
    this.#resume();
  }

  #resume(): void {
    this.#pause = undefined;
    this.#runningSince = performance.now();
    // What was left behind by an error must not keep the turn.
    if (this.#isOver) endTurn();
  }

  /** The evaluation has its value or its error. */
  end(): void {
    this.#isOver = true;
    if (this.#pause === undefined) endTurn();
  }
}
