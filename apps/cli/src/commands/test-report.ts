import type { JsonValue } from '@millrace/machine';
import type { TestFailure, WorkflowTestResult } from '@millrace/workflow-tests';
import { countOf } from '../connector/report.ts';
import type { Terminal } from '../terminal.ts';

/** What became of the tests of one workflow. */
export interface TestedWorkflow {
  /** The file, or the workflow of a server. */
  readonly label: string;
  readonly workflow: string;
  readonly results: readonly WorkflowTestResult[];
}

/** Prints a line for each test, what was expected and what there is for each that failed, and a sum. */
export function printTests(terminal: Terminal, tested: readonly TestedWorkflow[]): void {
  for (const { label, results } of tested) {
    terminal.write(`${label}\n`);
    if (results.length === 0) terminal.write('  no tests\n');
    for (const result of results) terminal.write(linesOf(result));
  }
  const results = tested.flatMap((one) => one.results);
  const failed = results.filter(({ status }) => status === 'failed').length;
  terminal.write(`\n${countOf(results.length, 'test')}: ${results.length - failed} passed, ${failed} failed.\n`);
}

function linesOf({ name, status, failures, durationMs }: WorkflowTestResult): string {
  const mark = status === 'passed' ? '✓' : '✗';
  const head = `  ${mark} ${status} ${name} (${Math.round(durationMs)} ms)\n`;
  return (
    head +
    failures
      .flatMap(failureLines)
      .map((line) => `      ${line}\n`)
      .join('')
  );
}

/** What a sentence shows whole needs no lines of its own. */
const MOST_CHARACTERS = 60;

function failureLines({ path, message, expected, actual }: TestFailure): readonly string[] {
  const head = path === '' ? message : `${path}: ${message}`;
  const isShort = [expected, actual].every(
    (value) => value === undefined || JSON.stringify(value).length <= MOST_CHARACTERS,
  );
  return isShort ? [head] : [head, ...valueLines('- expected', expected), ...valueLines('+ actual', actual)];
}

function valueLines(label: string, value: JsonValue | undefined): readonly string[] {
  if (value === undefined) return [`  ${label}: nothing`];
  const mark = label.slice(0, 1);
  return [
    `  ${label}:`,
    ...JSON.stringify(value, undefined, 2)
      .split('\n')
      .map((line) => `  ${mark}   ${line}`),
  ];
}
