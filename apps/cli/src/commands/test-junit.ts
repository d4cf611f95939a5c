import type { WorkflowTestResult } from '@millrace/workflow-tests';
import type { TestedWorkflow } from './test-report.ts';

/** The results as JUnit XML, which build servers read. */
export function junitOf(tested: readonly TestedWorkflow[]): string {
  const suites = tested.map(suiteOf).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}</testsuites>\n`;
}

function suiteOf({ label, results }: TestedWorkflow): string {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const counts = `tests="${results.length}" failures="${failed}" time="${secondsOf(results)}"`;
  const cases = results.map((result) => caseOf(label, result)).join('');
  return `  <testsuite name="${escape(label)}" ${counts}>\n${cases}  </testsuite>\n`;
}

function caseOf(label: string, result: WorkflowTestResult): string {
  const { name, failures } = result;
  const head = `    <testcase classname="${escape(label)}" name="${escape(name)}" time="${secondsOf([result])}"`;
  const [first] = failures;
  if (first === undefined) return `${head}/>\n`;
  const text = failures.map(({ path, message }) => `${path}: ${message}`).join('\n');
  return `${head}>\n      <failure message="${escape(first.message)}">${escape(text)}</failure>\n    </testcase>\n`;
}

const secondsOf = (results: readonly WorkflowTestResult[]): string =>
  (results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 has no place for most control characters, not even escaped. */
function escape(text: string): string {
  const printable = text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd');
  return printable.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
