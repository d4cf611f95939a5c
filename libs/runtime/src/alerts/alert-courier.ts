import type { Clock } from '../ports.ts';
import { Repeating } from '../repeating.ts';
import type { SendResult } from './alert-channel.ts';
import type { AlertStore, DeliveryOutcome, TakenDelivery } from './alert-store.ts';

const LOOK_MS = 1000;
/** Longer than any try of a channel may take. */
const LEASE_SECONDS = 120;
const BATCH = 10;
/** After so many tries a message is given up: after about a day. */
export const MAX_DELIVERY_ATTEMPTS = 12;
const FIRST_WAIT_SECONDS = 10;
export const MAX_DELIVERY_WAIT_SECONDS = 4 * 3600;

interface CourierParts {
  readonly store: Pick<AlertStore, 'takeDeliveries' | 'settleDelivery'>;
  /** By the channel that it is for. A rejection is as good as `later`. */
  readonly send: (taken: TakenDelivery) => Promise<SendResult>;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly report: (cause: unknown) => void;
}

/**
 * Sends what is to be told. A message is leased and counts as tried before it is sent: a process that is lost after sending, and
 * before it could say so, has it sent once more, under the same id.
 */
export class AlertCourier {
  readonly #parts: CourierParts;
  readonly #repeating: Repeating;
  #wakes = 0;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#repeating = new Repeating(parts.clock, () => this.#turn());
  }

  start(): void {
    this.#repeating.start(LOOK_MS);
  }

  /** Resolves when what is being sent is sent. */
  stop(): Promise<void> {
    return this.#repeating.stop();
  }

  /** There may be something to send now. */
  wake(): void {
    this.#wakes += 1;
    if (this.#repeating.isStarted) void this.#repeating.now();
  }

  /** One turn. */
  tick(): Promise<void> {
    return this.#repeating.now();
  }

  async #turn(): Promise<number> {
    const { store, report } = this.#parts;
    const wakes = this.#wakes;
    try {
      const taken = await store.takeDeliveries({ leaseSeconds: LEASE_SECONDS, limit: BATCH });
      await Promise.all(taken.map((one) => this.#deliver(one).catch(report)));
      if (taken.length === BATCH || this.#wakes !== wakes) return 0;
    } catch (cause) {
      report(cause);
    }
    return LOOK_MS;
  }

  async #deliver(taken: TakenDelivery): Promise<void> {
    const { store, send, report } = this.#parts;
    const result = await send(taken).catch((cause: unknown): SendResult => {
      report(cause);
      return { kind: 'later', reason: 'Something unexpected happened. The log of the server says what.' };
    });
    await store.settleDelivery({ lease: taken.lease, outcome: toOutcome(result, taken.delivery.attempts) });
  }
}

function toOutcome(result: SendResult, attempts: number): DeliveryOutcome {
  if (result.kind === 'sent') return result;
  const { reason } = result;
  if (result.kind === 'never' || attempts >= MAX_DELIVERY_ATTEMPTS) return { kind: 'failed', reason };
  return { kind: 'again', afterSeconds: waitAfter(attempts), reason };
}

/** Tripled each time, up to some hours. */
const waitAfter = (attempts: number): number =>
  Math.min(MAX_DELIVERY_WAIT_SECONDS, FIRST_WAIT_SECONDS * 3 ** (attempts - 1));
