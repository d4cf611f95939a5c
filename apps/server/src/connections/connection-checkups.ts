import { Repeating, type Clock, type Connection, type ConnectionStore } from '@millrace/runtime';

interface CheckupParts {
  readonly connections: Pick<ConnectionStore, 'takeUntested'>;
  readonly test: { run(connection: Connection): Promise<unknown> };
  readonly clock: Pick<Clock, 'schedule'>;
  /** Told when a test could not even be made; the next one is. */
  readonly report: (cause: unknown) => void;
}

const USED_WITHIN_DAYS = 30;
const UNTESTED_HOURS = 24;
/** Between two tests, so that they do not come all at once; and until it is looked again whether one is due. */
const SPREAD_MS = 5000;
const LOOK_MS = 300_000;

/**
 * Tests each connection in use once a day: whoever relies on one learns that it is broken before a run does. Processes share the
 * work, and each connection is one's.
 */
export class ConnectionCheckups {
  readonly #parts: CheckupParts;
  readonly #repeating: Repeating;

  constructor(parts: CheckupParts) {
    this.#parts = parts;
    this.#repeating = new Repeating(parts.clock, () => this.#turn());
  }

  start(): void {
    this.#repeating.start(LOOK_MS);
  }

  stop(): Promise<void> {
    return this.#repeating.stop();
  }

  /** One turn: tests one connection that is due, if there is one. */
  tick(): Promise<void> {
    return this.#repeating.now();
  }

  async #turn(): Promise<number> {
    const { connections, test, report } = this.#parts;
    try {
      const due = await connections.takeUntested({ usedWithinDays: USED_WITHIN_DAYS, untestedHours: UNTESTED_HOURS });
      if (due === undefined) return LOOK_MS;
      await test.run(due);
      return SPREAD_MS;
    } catch (cause) {
      report(cause);
      return LOOK_MS;
    }
  }
}
