import type { WorkflowMark, WorkflowMarks } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { MemoryCaptureStore } from './capture-store.ts';
import type { MemoryRolloutStore } from './rollout-store.ts';
import type { MemoryWorkflowStore } from './workflow-store.ts';

interface MarkedStores {
  readonly workflows: MemoryWorkflowStore;
  readonly captures: MemoryCaptureStore;
  readonly rollouts: MemoryRolloutStore;
}

/** What has happened to workflows, in memory. */
export class MemoryWorkflowMarks implements WorkflowMarks {
  readonly #stores: MarkedStores;

  constructor(stores: MarkedStores) {
    this.#stores = stores;
  }

  read(workflowIds: readonly string[]): Promise<readonly WorkflowMark[]> {
    return atOnce(() =>
      workflowIds.flatMap((id) => {
        const mark = this.#stores.workflows.readMark(id);
        const captures = this.#stores.captures.read(id).map((call) => call.id);
        const rollout = this.#stores.rollouts.readMark(id);
        return mark === undefined ? [] : [{ ...mark, ...rollout, captures: captures.toSorted() }];
      }),
    );
  }
}
