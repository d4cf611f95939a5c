import type { RunWord } from './answer.ts';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;
/** A run is looked at with others when so much of its next pause is missing: callers who came apart are asked for together. */
const EARLY_PART = 1 / 8;

/** Somebody who waits here for what a run says. */
export interface FollowingCaller {
  /** Monotonic. */
  readonly untilMs: number;
  /** Whether somebody still wants the answer. */
  readonly isWanted: () => boolean;
  readonly tell: (word: RunWord) => void;
  readonly fail: (cause: unknown) => void;
}

/** A run that executes anywhere, those who wait here for it, and when it is looked at next. */
export class FollowedRun {
  readonly address: { readonly workspaceId: string; readonly runId: string };
  /** Steps that say nothing to a caller. Absent: none of its steps ever will. */
  seenSteps: number | undefined = 0;
  readonly #onLeft: () => void;
  readonly #callers = new Set<FollowingCaller>();
  #pauseMs = FIRST_PAUSE_MS;
  #dueMs = -Infinity;
  #isBeingRead = false;

  /** `onLeft`: nobody waits for it any more. */
  constructor(address: FollowedRun['address'], onLeft: () => void) {
    this.address = address;
    this.#onLeft = onLeft;
  }

  /** Who comes has quick looks first, the first one at once. */
  add(caller: FollowingCaller): void {
    this.#callers.add(caller);
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#dueMs = -Infinity;
  }

  get isFollowed(): boolean {
    return this.#callers.size > 0;
  }

  /** When it is to be looked at, if ever. Monotonic. */
  get dueMs(): number {
    return this.isFollowed && !this.#isBeingRead ? this.#dueMs : Infinity;
  }

  /** Whether a look at this time is to take it along. */
  isDue(nowMs: number): boolean {
    return this.dueMs - nowMs <= this.#pauseMs * EARLY_PART;
  }

  beginReading(): void {
    this.#isBeingRead = true;
  }

  /** A look has found no answer: after a longer pause the next one follows, or sooner when a caller's time is nearly over. */
  noteLook(nowMs: number): void {
    this.#isBeingRead = false;
    this.dropLate(nowMs);
    this.#dueMs = nowMs + this.#pauseMs;
    for (const { untilMs } of this.#callers) {
      const lastMs = untilMs - FIRST_PAUSE_MS;
      if (lastMs >= nowMs + FIRST_PAUSE_MS) this.#dueMs = Math.min(this.#dueMs, lastMs);
    }
    this.#pauseMs = Math.min(this.#pauseMs * 2, MAX_PAUSE_MS);
  }

  /** Those whose time was over before they came have had their one look. */
  dropLate(nowMs: number): void {
    this.tellPending(({ untilMs }) => untilMs <= nowMs);
  }

  /** Tells callers that the run goes on. */
  tellPending(isMeant: (caller: FollowingCaller) => boolean): void {
    this.#dismiss(isMeant, ({ tell }) => tell({ kind: 'pending' }));
  }

  tellAll(word: RunWord): void {
    this.#dismiss(
      () => true,
      ({ tell }) => tell(word),
    );
  }

  failAll(cause: unknown): void {
    this.#dismiss(
      () => true,
      ({ fail }) => fail(cause),
    );
  }

  #dismiss(isMeant: (caller: FollowingCaller) => boolean, say: (caller: FollowingCaller) => void): void {
    if (this.#callers.size === 0) return;
    for (const caller of this.#callers) {
      if (!isMeant(caller)) continue;
      this.#callers.delete(caller);
      say(caller);
    }
    if (this.#callers.size === 0) this.#onLeft();
  }
}
