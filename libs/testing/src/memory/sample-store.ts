import type { Clock, SampleStore, StepSample } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { MemoryWorkflowStore } from './workflow-store.ts';

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

/** Samples of drafts in memory. */
export class MemorySampleStore implements SampleStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #workflows: MemoryWorkflowStore;
  readonly #samples = new Map<string, Map<string, StepSample>>();

  constructor(clock: Pick<Clock, 'nowMs'>, workflows: MemoryWorkflowStore) {
    this.#clock = clock;
    this.#workflows = workflows;
  }

  list(named: Named): Promise<readonly StepSample[]> {
    return atOnce(() => [...this.#of(named).values()].sort((a, b) => (a.state < b.state ? -1 : 1)));
  }

  keep({ sample, ...named }: Parameters<SampleStore['keep']>[0]): Promise<StepSample> {
    return atOnce(() => {
      const kept = { ...sample, updatedAtMs: this.#clock.nowMs() };
      this.#of(named).set(kept.state, kept);
      return kept;
    });
  }

  remove({ state, ...named }: Parameters<SampleStore['remove']>[0]): Promise<void> {
    return atOnce(() => void this.#of(named).delete(state));
  }

  rename({ names, ...named }: Parameters<SampleStore['rename']>[0]): Promise<void> {
    return atOnce(() => {
      const samples = this.#of(named);
      const moved = [...samples.values()].filter(({ state }) => Object.hasOwn(names, state));
      for (const { state } of moved) samples.delete(state);
      for (const sample of moved) {
        const state = names[sample.state] ?? sample.state;
        samples.set(state, { ...sample, state });
      }
    });
  }

  #of(named: Named): Map<string, StepSample> {
    const id = this.#workflows.requireId(named);
    const samples = this.#samples.get(id) ?? new Map<string, StepSample>();
    this.#samples.set(id, samples);
    return samples;
  }
}
