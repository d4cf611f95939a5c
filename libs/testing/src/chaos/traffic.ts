import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '../simulation/random.ts';
import type { ChaosClient, SendResult } from './client.ts';
import type { ChaosEvent } from './facts.ts';
import type { PlannedEvent, Workload } from './workloads/workload.ts';

export interface PlannedSend {
  readonly atMs: number;
  readonly event: ChaosEvent;
}
/** Of the callers, so many give up at the first broken answer: their events may be kept or not. */
const FICKLE = 0.08;
const MAX_COPIES = 3;
const REPETITIONS = 30;
/** Doubled every time, up to the second one: many callers that come back together are a storm of their own. */
const REPETITION_MS = [400, 3000] as const;
const NO_EVENTS_MS = 500;

/** All events of a run, decided by the seed alone. */
export function planTraffic({
  seed,
  durationMs,
  eventsPerSecond,
  workloads,
  prefix = 'e',
}: {
  readonly seed: number;
  readonly durationMs: number;
  readonly eventsPerSecond: number;
  readonly workloads: readonly Workload[];
  /** Begins every id. */
  readonly prefix?: string;
}): readonly PlannedSend[] {
  const random = createRandom(Math.imul(seed + 1, 15_485_863));
  const counts = new Map<string, number>();
  const planned: PlannedSend[] = [];
  const meanMs = 1000 / eventsPerSecond;
  for (let atMs = 0; atMs < durationMs - NO_EVENTS_MS; atMs += meanMs * 2 * random.next()) {
    const workload = pickByShare(workloads, random);
    const count = counts.get(workload.name) ?? 0;
    counts.set(workload.name, count + 1);
    const id = `${prefix}-${String(planned.length + 1).padStart(6, '0')}`;
    const next = workload.next({ id, random, count });
    planned.push({ atMs: Math.round(atMs), event: toEvent({ id, workload, next, random }) });
  }
  return planned;
}

function pickByShare(workloads: readonly Workload[], random: Random): Workload {
  const all = workloads.reduce((sum, { share }) => sum + share, 0);
  let left = random.next() * all;
  const found = workloads.find(({ share }) => (left -= share) < 0) ?? workloads[0];
  if (found === undefined) throw new Error('There is no workload to take events from.');
  return found;
}

function toEvent({
  id,
  workload,
  next,
  random,
}: {
  readonly id: string;
  readonly workload: Workload;
  readonly next: PlannedEvent;
  readonly random: Random;
}): ChaosEvent {
  const { door, workflow, body, contentType = 'application/json', key, seq, cancelAfterMs, isUndone, expected } = next;
  // Half of them come once, the others up to three times at once.
  const copies = random.chance(0.5) ? 1 : 1 + random.below(MAX_COPIES);
  return {
    id,
    workload: workload.name,
    door,
    path: door === 'hook' ? `/hooks/default/${workflow}` : `/api/v1/workflows/${workflow}/runs`,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    contentType,
    copies: next.isSingle === true ? 1 : copies,
    isPersistent: !random.chance(FICKLE),
    expected,
    ...(key === undefined ? {} : { key }),
    ...(seq === undefined ? {} : { seq }),
    ...(cancelAfterMs === undefined ? {} : { cancelAfterMs }),
    ...(isUndone === undefined ? {} : { isUndone }),
  };
}

/** Sends what was planned, at its time; resolves when every event has its answer or was given up. */
export class Traffic {
  readonly #client: ChaosClient;
  readonly #open = new Set<Promise<void>>();
  readonly #lastOfKey = new Map<string, Promise<void>>();

  constructor(client: ChaosClient) {
    this.#client = client;
  }

  async run(planned: readonly PlannedSend[]): Promise<void> {
    const startedAt = performance.now();
    for (const { atMs, event } of planned) {
      const earlyMs = atMs - (performance.now() - startedAt);
      if (earlyMs > 0) await delay(earlyMs);
      const sending = this.#sendInOrder(event).finally(() => this.#open.delete(sending));
      this.#open.add(sending);
    }
    await Promise.all(this.#open);
  }

  /** Events with one key wait for each other: the order in which they are sent is that of acceptance. */
  #sendInOrder(event: ChaosEvent): Promise<void> {
    if (event.key === undefined) return this.#deliver(event);
    const before = this.#lastOfKey.get(event.key) ?? Promise.resolve();
    const sending = before.then(() => this.#deliver(event));
    this.#lastOfKey.set(event.key, sending);
    return sending;
  }

  async #deliver(event: ChaosEvent): Promise<void> {
    const results = await Promise.all(Array.from({ length: event.copies }, () => this.#client.send(event)));
    let kept = results.find(isKept);
    let isShut = results.some((result) => result.isShut === true);
    for (let again = 0; kept === undefined && mayRepeat(event, results) && again < REPETITIONS; again += 1) {
      await delay(Math.min(REPETITION_MS[0] * 2 ** again, REPETITION_MS[1]));
      if (isShut) await this.#client.whenOpen();
      const result = await this.#client.send(event);
      isShut = result.isShut === true;
      if (isKept(result)) kept = result;
      else if (isFinal(event, result)) return;
    }
    if (kept?.runId === undefined || event.cancelAfterMs === undefined) return;
    await delay(event.cancelAfterMs);
    await this.#client.cancel(event, kept.runId);
  }
}

const isKept = ({ outcome }: SendResult): boolean => outcome === '2xx' || outcome === 'ended';
/** An event that a door may refuse for what it is is not sent again. */
const isFinal = ({ expected }: ChaosEvent, { outcome }: SendResult): boolean =>
  outcome === 'refused' && expected.refusals !== undefined;
const mayRepeat = (event: ChaosEvent, results: readonly SendResult[]): boolean =>
  event.isPersistent && !results.some((result) => isFinal(event, result));
