// Runs in a thread of its own: a test may loop, and whoever runs it must not keep runs waiting.
import { parentPort, workerData } from 'node:worker_threads';
import { createEvaluator } from '@millrace/expressions';
import type { JsonObject, WorkflowDocument, WorkflowTest } from '@millrace/machine';
import { runWorkflowTest } from '@millrace/workflow-tests';

/** What the thread is given. It answers with one result for each test, in order. */
export interface TestTask {
  readonly document: WorkflowDocument;
  readonly tests: readonly WorkflowTest[];
  /** Resource of a task -> JSON Schema of its arguments. */
  readonly inputSchemas: Readonly<Record<string, JsonObject>>;
}

const { document, tests, inputSchemas } = workerData as TestTask;
const evaluator = createEvaluator();

/** The program is bundled as one that may not await at its top. */
async function runAll(): Promise<void> {
  for (const test of tests) parentPort?.postMessage(await runWorkflowTest(document, test, { evaluator, inputSchemas }));
}

void runAll();
