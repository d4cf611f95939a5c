import type { WorkflowMark, WorkflowMarks } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { MemoryCaptureStore } from './capture-store.ts';
import type { MemoryWorkflowStore } from './workflow-store.ts';

/** What has happened to workflows, in memory. */
export class MemoryWorkflowMarks implements WorkflowMarks {
  readonly #workflows: MemoryWorkflowStore;
  readonly #captures: MemoryCaptureStore;

  constructor(workflows: MemoryWorkflowStore, captures: MemoryCaptureStore) {
    this.#workflows = workflows;
    this.#captures = captures;
  }

  read(workflowIds: readonly string[]): Promise<readonly WorkflowMark[]> {
    return atOnce(() =>
      workflowIds.flatMap((id) => {
        const mark = this.#workflows.readMark(id);
        const captures = this.#captures.read(id).map((call) => call.id);
        return mark === undefined ? [] : [{ ...mark, captures: captures.toSorted() }];
      }),
    );
  }
}
