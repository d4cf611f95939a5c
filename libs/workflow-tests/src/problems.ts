import type { Problem, WorkflowDocument } from '@millrace/machine';
import type { WorkflowTestResult } from './result.ts';

/** What is said of tests that fail, beside a document's other problems: errors where it requires them to pass. */
export function problemsOf(
  { tests = [], settings }: WorkflowDocument,
  results: readonly WorkflowTestResult[],
): readonly Problem[] {
  const severity = settings?.tests === 'required' ? 'error' : 'warning';
  return results
    .filter(({ status }) => status === 'failed')
    .map(({ name, failures: [first, ...others] }) => ({
      code: 'test.failed',
      severity,
      path: `/tests/${tests.findIndex((test) => test.name === name)}`,
      message: `The test "${name}" fails${placeOf(first?.path)}: ${first?.message ?? ''}${countOf(others.length)}`,
      hint: 'Mend the workflow, or what the test expects.',
    }));
}

const placeOf = (path = ''): string => (path === '' ? '' : ` at ${path}`);

function countOf(others: number): string {
  if (others === 0) return '';
  return others === 1 ? ' One more place differs.' : ` ${others} more places differ.`;
}
