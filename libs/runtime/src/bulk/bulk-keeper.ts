import { MAX_REDRIVES_FAILED, REDRIVE_SAMPLE } from '../dead-letters/dead-letter.ts';
import { isSystemFault } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { Repeating } from '../repeating.ts';
import { actOnRun, findWhatWasDone, type BulkActs, type ItemOutcome } from './act-on-run.ts';
import { Allowance } from './allowance.ts';
import type { BulkAction, BulkLease, BulkOutcome, BulkStore, TakenBulk } from './bulk-action.ts';
import { findRefusal } from './refusals.ts';

/** How often a process looks whether there is something to do. */
const LOOK_MS = 2000;
/** Between two batches, while there is. */
const TURN_MS = 100;
const LEASE_SECONDS = 30;
/** While an action rests its lease is kept. */
const RENEW_MS = 10_000;
const MAX_HELD = 10;
const MAX_BATCH = 20;
/** When new runs find no room, somebody is busy, or the store fails; unless it is asked for another rest. */
const REST_MS = 5000;
const MIN_REST_MS = 1000;
/** Whoever asks for more is asked again all the same. */
const MAX_REST_MS = 60_000;
/** What is busy, or in trouble, so often for one item has failed for it. */
const MAX_TRIES = 10;
/** So many refusals one after another are no accident. */
const MAX_FAILED_IN_A_ROW = 20;

interface KeeperParts {
  readonly store: Pick<BulkStore, 'take' | 'begin' | 'settle' | 'release' | 'countLastFailed'>;
  readonly acts: BulkActs;
  readonly clock: Pick<Clock, 'schedule' | 'monotonicMs'>;
  readonly workerId: string;
  readonly report: (cause: unknown) => void;
}
/** An action that this process works on. */
interface Held {
  readonly lease: BulkLease;
  readonly action: BulkAction;
  readonly allowance: Allowance;
  /** What a lost process had begun. */
  left: readonly string[];
  failedInARow: number;
  waitUntilMs: number;
  renewAtMs: number;
  /** Of items that were delayed, how often. A process that takes the action over begins to count anew. */
  readonly tries: Map<string, number>;
}

/**
 * Works on bulk actions, each at its rate. Processes share them: one has an action under a lease, begins its items before it does
 * anything, and says then what became of them. Whoever comes after a crash finds what was begun, and does none of it twice.
 */
export class BulkKeeper {
  readonly #parts: KeeperParts;
  readonly #repeating: Repeating;
  readonly #held = new Map<string, Held>();
  #nextLookMs = -Infinity;
  #wakes = 0;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#repeating = new Repeating(parts.clock, () => this.#turn());
  }

  start(): void {
    this.#repeating.start(LOOK_MS);
  }

  /** Begins nothing more, brings to its end what has begun, and lets others go on. */
  async stop(): Promise<void> {
    await this.#repeating.stop();
    const leases = [...this.#held.values()].map(({ lease }) => lease);
    this.#held.clear();
    await this.#release(leases);
  }

  /** There may be something to do now. */
  wake(): void {
    this.#nextLookMs = -Infinity;
    this.#wakes += 1;
    if (this.#repeating.isStarted) void this.#repeating.now();
  }

  /** One turn. */
  tick(): Promise<void> {
    return this.#repeating.now();
  }

  async #turn(): Promise<number> {
    const wakes = this.#wakes;
    await this.#look();
    await Promise.all([...this.#held.values()].map((held) => this.#work(held)));
    if (this.#wakes !== wakes) return 0;
    return this.#held.size > 0 ? TURN_MS : LOOK_MS;
  }

  async #look(): Promise<void> {
    const { store, clock, workerId, report } = this.#parts;
    const nowMs = clock.monotonicMs();
    const room = MAX_HELD - this.#held.size;
    if (nowMs < this.#nextLookMs || room === 0) return;
    this.#nextLookMs = nowMs + LOOK_MS;
    try {
      const taken = await store.take({ workerId, leaseSeconds: LEASE_SECONDS, limit: room });
      for (const one of taken) this.#held.set(one.lease.id, this.#hold(one));
    } catch (cause) {
      report(cause);
    }
  }

  #hold({ lease, action, begun }: TakenBulk): Held {
    const nowMs = this.#parts.clock.monotonicMs();
    const allowance = new Allowance({ perSecond: action.ratePerSecond, most: MAX_BATCH, nowMs });
    return {
      lease,
      action,
      allowance,
      left: begun,
      failedInARow: 0,
      waitUntilMs: nowMs,
      renewAtMs: 0,
      tries: new Map(),
    };
  }

  /** One batch. What cannot be written down is left for whoever takes the action next, perhaps this process. */
  async #work(held: Held): Promise<void> {
    const nowMs = this.#parts.clock.monotonicMs();
    const isResting = nowMs < held.waitUntilMs;
    if (isResting && nowMs < held.renewAtMs) return;
    try {
      const goesOn = isResting
        ? await this.#keepLease(held, nowMs)
        : held.left.length > 0
          ? await this.#clearUp(held)
          : await this.#doNext(held, nowMs);
      if (!goesOn) await this.#giveUp(held);
    } catch (cause) {
      this.#parts.report(cause);
      await this.#giveUp(held);
    }
  }

  /** False: somebody has paused it, or others have it. */
  async #keepLease(held: Held, nowMs: number): Promise<boolean> {
    held.renewAtMs = nowMs + RENEW_MS;
    const { lease } = held;
    return (await this.#parts.store.begin({ lease, leaseSeconds: LEASE_SECONDS, limit: 0 })) !== undefined;
  }

  /** Says what became of what was begun and not told. */
  async #clearUp(held: Held): Promise<boolean> {
    const { store, acts } = this.#parts;
    const { action, lease } = held;
    const batch = held.left.slice(0, MAX_BATCH);
    const mayAct = action.state === 'running';
    // Somebody may have paused it since: then it is taken anew, as what it is now.
    if (mayAct && (await store.begin({ lease, leaseSeconds: LEASE_SECONDS, limit: 0 })) === undefined) return false;
    const outcomes = mayAct
      ? await this.#actOn(held, { runIds: batch, isAgain: true })
      : await Promise.all(batch.map((runId) => findWhatWasDone(acts, action, runId)));
    held.left = held.left.slice(batch.length);
    return (await this.#settle(held, outcomes)) || held.left.length > 0;
  }

  async #doNext(held: Held, nowMs: number): Promise<boolean> {
    const limit = held.allowance.take(nowMs);
    if (limit === 0) return true;
    const { lease } = held;
    const stop = await this.#findWhyNot(held);
    if (stop !== undefined) {
      await this.#parts.store.settle({ lease, leaseSeconds: LEASE_SECONDS, outcomes: [], stop });
      return false;
    }
    const runIds = await this.#parts.store.begin({ lease, leaseSeconds: LEASE_SECONDS, limit });
    if (runIds === undefined || runIds.length === 0) return false;
    return this.#settle(held, await this.#actOn(held, { runIds, isAgain: false }));
  }

  /** What was tried again and failed again is looked at before the next are: runs tell later than refusals. */
  async #findWhyNot({ action }: Held): Promise<string | undefined> {
    if (action.action !== 'redrive') return undefined;
    const failed = await this.#parts.store.countLastFailed({ id: action.id, last: REDRIVE_SAMPLE });
    if (failed <= MAX_REDRIVES_FAILED) return undefined;
    return `${failed} of the last ${REDRIVE_SAMPLE} failed again. Mend what they fail by, and resume.`;
  }

  async #actOn(
    held: Held,
    { runIds, isAgain }: { readonly runIds: readonly string[]; readonly isAgain: boolean },
  ): Promise<readonly BulkOutcome[]> {
    const acting = runIds.map((runId) => actOnRun(this.#parts.acts, held.action, { runId, isAgain }));
    const acted = await Promise.allSettled(acting);
    return acted.flatMap((one, index): readonly BulkOutcome[] => {
      const runId = runIds[index] ?? '';
      if (one.status === 'rejected') return this.#noteTrouble(held, runId, one.reason);
      return [one.value.state === 'delayed' ? this.#delay(held, one.value) : one.value];
    });
  }

  #delay(held: Held, { runId, retryAfterMs, refusal }: ItemOutcome & { readonly state: 'delayed' }): BulkOutcome {
    this.#rest(held, retryAfterMs);
    return (refusal && findWhyToGiveUp(held, runId, refusal)) ?? { runId, state: 'released' };
  }

  /** While this installation is in trouble a run stays begun, and is looked at anew; a defect of ours is that run's alone. */
  #noteTrouble(held: Held, runId: string, cause: unknown): readonly BulkOutcome[] {
    this.#parts.report(cause);
    if (!isSystemFault(cause)) {
      const message = 'Something unexpected happened. The log of the server says what.';
      return [{ runId, state: 'failed', code: 'internal.unexpected', message }];
    }
    this.#rest(held);
    const { code = 'store.unavailable', message = '' } = findRefusal(cause) ?? {};
    // In trouble with all, it could not say so of one: this one's own trouble does not end.
    const givenUp = findWhyToGiveUp(held, runId, { code, message });
    if (givenUp === undefined) held.left = [...held.left, runId];
    return givenUp === undefined ? [] : [givenUp];
  }

  #rest(held: Held, askedMs = REST_MS): void {
    const nowMs = this.#parts.clock.monotonicMs();
    held.waitUntilMs = Math.max(held.waitUntilMs, nowMs + Math.min(Math.max(askedMs, MIN_REST_MS), MAX_REST_MS));
    held.renewAtMs = nowMs + RENEW_MS;
  }

  async #settle(held: Held, outcomes: readonly BulkOutcome[]): Promise<boolean> {
    // Of what is tried again, the last ones together say more.
    const stop = held.action.action === 'redrive' ? undefined : noteRefusals(held, outcomes);
    const state = await this.#parts.store.settle({
      ...{ lease: held.lease, leaseSeconds: LEASE_SECONDS, outcomes },
      ...(stop === undefined ? {} : { stop }),
    });
    return state === 'running';
  }

  async #giveUp({ lease }: Held): Promise<void> {
    this.#held.delete(lease.id);
    await this.#release([lease]);
  }

  async #release(leases: readonly BulkLease[]): Promise<void> {
    if (leases.length === 0) return;
    // They run out by themselves.
    await this.#parts.store.release(leases).catch(this.#parts.report);
  }
}

/** One more try of an item came to nothing: what it has failed by, when that was the last. */
function findWhyToGiveUp(
  { tries }: Held,
  runId: string,
  { code, message }: { readonly code: string; readonly message: string },
): BulkOutcome | undefined {
  const count = (tries.get(runId) ?? 0) + 1;
  if (count < MAX_TRIES) tries.set(runId, count);
  else tries.delete(runId);
  if (count < MAX_TRIES) return undefined;
  return { runId, state: 'failed', code, message: `${message} It was tried ${count} times.` };
}

/** Why the action should stop, if it should. */
function noteRefusals(held: Held, outcomes: readonly BulkOutcome[]): string | undefined {
  let last = '';
  for (const outcome of outcomes) {
    if (outcome.state === 'done') held.failedInARow = 0;
    if (outcome.state !== 'failed') continue;
    held.failedInARow += 1;
    last = outcome.message;
  }
  if (held.failedInARow < MAX_FAILED_IN_A_ROW || last === '') return undefined;
  return `${held.failedInARow} runs one after another were refused, the last one because: ${last}`;
}
