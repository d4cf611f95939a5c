import type { DraftTestStore, WorkflowVersionDocument } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { MemoryWorkflowStore } from './workflow-store.ts';

/** What tests of drafts execute, in memory: beside the versions. */
export class MemoryDraftTestStore implements DraftTestStore {
  readonly #workflows: MemoryWorkflowStore;

  constructor(workflows: MemoryWorkflowStore) {
    this.#workflows = workflows;
  }

  keep(request: Parameters<DraftTestStore['keep']>[0]): Promise<WorkflowVersionDocument> {
    return atOnce(() => this.#workflows.keepTest(request));
  }
}
