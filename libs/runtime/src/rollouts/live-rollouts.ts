import type { Clock } from '../ports.ts';
import { Remembered } from '../remembered.ts';
import type { Rollout, RolloutStore } from './rollout.ts';

/** What a process knows may be so old: others start and end rollouts too. */
const TTL_MS = 1000;

interface LiveRolloutsParts {
  readonly store: Pick<RolloutStore, 'listActive'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Told when the store could not be asked. */
  readonly report: (cause: unknown) => void;
}
type ByWorkflow = ReadonlyMap<string, Rollout>;

/**
 * The rollouts that are active, remembered for a second: one question for all workflows, asked while events come, so that an
 * event waits for nothing of its own.
 */
export class LiveRollouts {
  readonly #parts: LiveRolloutsParts;
  readonly #known: Remembered<ByWorkflow>;

  constructor(parts: LiveRolloutsParts) {
    this.#parts = parts;
    this.#known = new Remembered({ ask: (before) => this.#ask(before), ttlMs: TTL_MS, clock: parts.clock });
  }

  async find(workflowId: string): Promise<Rollout | undefined> {
    return (await this.#known.read()).get(workflowId);
  }

  /** After a change in this process the next event asks at once. */
  forget(): void {
    this.#known.forget();
  }

  /** While the store is away what was known counts: no event may be lost to this question. */
  async #ask(before: Promise<ByWorkflow> | undefined): Promise<ByWorkflow> {
    try {
      return new Map((await this.#parts.store.listActive()).map((rollout) => [rollout.workflowId, rollout]));
    } catch (cause) {
      this.#parts.report(cause);
      return before ?? new Map<string, Rollout>();
    }
  }
}
