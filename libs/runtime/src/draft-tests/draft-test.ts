import type { JsonObject, JsonValue, Variables, WorkflowDocument } from '@millrace/machine';
import type { WorkflowVersionDocument } from '../workflow.ts';

/** What stands in for a step: what it gives, or how it fails. */
export type StepMock =
  | { readonly kind: 'returns'; readonly output: JsonValue }
  | { readonly kind: 'throws'; readonly error: string; readonly cause: string };

/** One machine inside another: that of a Map, or a branch of a Parallel. */
export interface MachineStep {
  readonly state: string;
  /** Of a Parallel. */
  readonly branch?: number;
}

/** How a test runs a document otherwise than a run of a version would. */
export interface TestPlan {
  /** Where it begins. Absent: at the start. */
  readonly from?: { readonly state: string; readonly input: JsonValue; readonly variables: Variables };
  /** Where the machine that runs is, from the document's own inwards. Absent: it is that one. */
  readonly within?: readonly MachineStep[];
  /** What `$states.context.Map.Item` is for a step that was lifted out of its Map. */
  readonly item?: JsonObject;
  /** States after which the machine that they are in ends. */
  readonly endAfter: readonly string[];
  /** By state. */
  readonly mocks: Readonly<Record<string, StepMock>>;
}

/** What a test executes. */
export interface PlannedTest {
  readonly document: WorkflowDocument;
  readonly plan: TestPlan;
}

/** What tests of drafts execute: frozen like versions, but never listed, numbered or live. */
export interface DraftTestStore {
  /** Keeps it; `WorkflowStore.findVersion` finds it by its id. `workflow.not_found`. */
  keep(
    request: PlannedTest & { readonly workspaceId: string; readonly name: string },
  ): Promise<WorkflowVersionDocument>;
}
