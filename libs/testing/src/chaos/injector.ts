import { setTimeout as delay } from 'node:timers/promises';
import { INJECTIONS } from './injections/table.ts';
import type { Installation } from './installation.ts';
import type { Ledger } from './ledger.ts';
import type { PlannedFault } from './plan.ts';

/** A fault that waited for its victim may begin so long after the time of the faults: the plan owes it. */
const LATE_MS = 5000;

/** Does what the plan says, and writes down when each fault began and ended. */
export class Injector {
  readonly #installation: Installation;
  readonly #ledger: Ledger;
  readonly #seed: number;
  /** Faults of one target wait for each other: half a restart is no restart. */
  readonly #lastOfTarget = new Map<string, Promise<void>>();
  readonly missed: { readonly fault: number; readonly kind: string; readonly why: string }[] = [];

  constructor(installation: Installation, ledger: Ledger, seed: number) {
    this.#installation = installation;
    this.#ledger = ledger;
    this.#seed = seed;
  }

  /** Resolves when the last fault is over. */
  async run(planned: readonly PlannedFault[], untilMs: number): Promise<void> {
    const startedAt = performance.now();
    for (const fault of planned) {
      await delay(Math.max(0, fault.atMs - (performance.now() - startedAt)));
      const before = this.#lastOfTarget.get(fault.target) ?? Promise.resolve();
      const injecting = before.then(() =>
        performance.now() - startedAt > untilMs + LATE_MS
          ? this.#miss(fault, 'its turn came too late')
          : this.#inject(fault),
      );
      this.#lastOfTarget.set(fault.target, injecting);
    }
    await Promise.all(this.#lastOfTarget.values());
  }

  /** Injects a fault that is in no plan, when those of its target are over. */
  injectNext(fault: PlannedFault): Promise<void> {
    const before = this.#lastOfTarget.get(fault.target) ?? Promise.resolve();
    const injecting = before.then(() => this.#inject(fault));
    this.#lastOfTarget.set(fault.target, injecting);
    return injecting;
  }

  #miss({ fault, kind }: PlannedFault, why: string): void {
    this.missed.push({ fault, kind, why });
  }

  async #inject(planned: PlannedFault): Promise<void> {
    const t = this.#ledger.now();
    const { fault, kind, target, durationMs } = planned;
    const pid = this.#installation.find(target)?.pid;
    try {
      const { startedMs = 0, ...rest } = await INJECTIONS[kind](planned, this.#installation);
      this.#ledger.noteFault({
        t: t + startedMs,
        until: this.#ledger.now(),
        fault,
        kind,
        target,
        seed: this.#seed,
        args: { durationMs, ...rest },
        ...(pid === undefined ? {} : { pid }),
      });
    } catch (cause) {
      this.#miss(planned, (cause as Error).message);
    }
  }
}
