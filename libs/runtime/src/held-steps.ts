import type { EnginePorts } from './engine-ports.ts';
import type { HeldStepStore } from './held-step.ts';
import { Repeating } from './repeating.ts';

/** While something waits behind what was let go, and while nothing does. */
const PACE_SECONDS = 1;
const LOOK_MS = 5000;
/** Of one connection in a second: many runs at once would meet the service that has just come back. */
const PER_CONNECTION = 10;
/** So long a process may go on with what a connection held before. */
const STALE_SECONDS = 1;
/** A timer may be early, by what its process was doing when it was set: a look too soon lets go of nothing, and the next is far. */
const LATER_MS = 50;

const RELEASE = { perConnection: PER_CONNECTION, paceSeconds: PACE_SECONDS, staleSeconds: STALE_SECONDS };

interface HeldStepsParts {
  readonly ports: EnginePorts;
  readonly wake: (runId: string, token: string) => void;
}

/** Steps that stand still: decisions reach their runs, and those whose connection was mended go on, the oldest first. */
export class HeldSteps {
  readonly #parts: HeldStepsParts;
  readonly #looks: Repeating;
  #cancelLook: () => void = () => undefined;

  constructor(parts: HeldStepsParts) {
    this.#parts = parts;
    this.#looks = new Repeating(parts.ports.clock, () => this.#look());
  }

  start(): void {
    this.#looks.start();
  }

  stop(): Promise<void> {
    this.#cancelLook();
    return this.#looks.stop();
  }

  async decide(
    request: Parameters<HeldStepStore['decide']>[0],
  ): Promise<{ readonly kind: 'decided' } | { readonly kind: 'not_found' }> {
    const result = await this.#parts.ports.heldSteps.decide(request);
    if (result.kind === 'not_found') return result;
    this.#parts.wake(request.runId, result.token);
    return { kind: 'decided' };
  }

  /** A connection was mended: nobody waits for the next look. */
  releaseSoon(): void {
    this.#cancelLook();
    this.#cancelLook = this.#parts.ports.clock.schedule(STALE_SECONDS * 1000 + LATER_MS, () => {
      if (this.#looks.isStarted) void this.#looks.now();
    });
  }

  /** Returns when to look again; never rejects. */
  async #look(): Promise<number> {
    const { ports, wake } = this.#parts;
    try {
      const released = await ports.heldSteps.release(RELEASE);
      for (const { runId, token } of released) wake(runId, token);
      return released.length === 0 ? LOOK_MS : PACE_SECONDS * 1000;
    } catch (cause) {
      ports.report({ kind: 'store.failed', what: 'let go of what stood still', cause });
      return LOOK_MS;
    }
  }
}
