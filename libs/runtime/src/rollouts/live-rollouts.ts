import type { Clock } from '../ports.ts';
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
  #known: Promise<ByWorkflow> | undefined;
  #untilMs = 0;

  constructor(parts: LiveRolloutsParts) {
    this.#parts = parts;
  }

  async find(workflowId: string): Promise<Rollout | undefined> {
    const { clock } = this.#parts;
    if (this.#known === undefined || clock.monotonicMs() >= this.#untilMs) {
      const asked = this.#ask(this.#known);
      this.#known = asked;
      // One question at a time, however long the answer takes.
      this.#untilMs = Infinity;
      void asked.then(() => {
        if (this.#known === asked && this.#untilMs === Infinity) this.#untilMs = clock.monotonicMs() + TTL_MS;
      });
    }
    return (await this.#known).get(workflowId);
  }

  /** After a change in this process the next event asks at once. */
  forget(): void {
    this.#untilMs = 0;
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
