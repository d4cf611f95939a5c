// Runs the tests of a workflow, and makes tests of runs, off the page's thread: a test may loop, and the page ends this worker then.
import { createEvaluator } from '@millrace/expressions';
import type { JsonObject, Problem, WorkflowDocument, WorkflowTest } from '@millrace/machine';
import {
  problemsOf,
  runWorkflowTest,
  saveAsTest,
  type RecordedRun,
  type RecordedStep,
  type SavedTest,
  type WorkflowTestResult,
} from '@millrace/workflow-tests';
import { loadModules } from './late-modules.ts';

export type TestQuestion =
  | {
      readonly kind: 'run';
      readonly document: WorkflowDocument;
      readonly tests: readonly WorkflowTest[];
      /** Resource of a task -> JSON Schema of its arguments. */
      readonly inputSchemas: Readonly<Record<string, JsonObject>>;
    }
  | {
      readonly kind: 'save';
      readonly document: WorkflowDocument;
      readonly run: RecordedRun;
      readonly name: string;
      readonly steps: readonly RecordedStep[];
    };

/** One question has one last answer; those before it are results, a test each. */
export type TestAnswer =
  | { readonly kind: 'result'; readonly result: WorkflowTestResult }
  | { readonly kind: 'ran'; readonly problems: readonly Problem[] }
  | { readonly kind: 'saved'; readonly saved: SavedTest }
  | { readonly kind: 'failed'; readonly message: string };

const answer = (message: TestAnswer): void => postMessage(message);

async function work(question: TestQuestion): Promise<TestAnswer> {
  await loadModules();
  if (question.kind === 'save') {
    const { document, run, name, steps } = question;
    return { kind: 'saved', saved: await saveAsTest(document, run, { name, steps }) };
  }
  const { document, tests, inputSchemas } = question;
  const evaluator = createEvaluator();
  const results: WorkflowTestResult[] = [];
  for (const test of tests) {
    const result = await runWorkflowTest(document, test, { evaluator, inputSchemas });
    results.push(result);
    answer({ kind: 'result', result });
  }
  return { kind: 'ran', problems: problemsOf(document, results) };
}

addEventListener('message', ({ data }: MessageEvent<TestQuestion>) => {
  work(data).then(answer, (cause: unknown) =>
    answer({ kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) }),
  );
});
