import { writeFile } from 'node:fs/promises';
import { createEvaluator, inspectExpression } from '@millrace/expressions';
import { validate, type JsonValue, type WorkflowDocument } from '@millrace/machine';
import { runWorkflowTest, type WorkflowTestResult } from '@millrace/workflow-tests';
import { reportFailure } from '../connector/report.ts';
import { findServer, sendTestRun, type ServerOptions } from '../connector/server-client.ts';
import { CliError, messageOf } from '../errors.ts';
import { readJsonFile } from '../read-json.ts';
import { writeJson, type Terminal } from '../terminal.ts';
import { junitOf } from './test-junit.ts';
import { printTests, type TestedWorkflow } from './test-report.ts';

export interface TestOptions extends ServerOptions {
  /** Of a draft on the server, instead of files. */
  readonly workflow?: string;
  readonly name?: readonly string[];
  readonly junit?: string;
  readonly json?: boolean;
}

/** Runs the tests of workflow documents, or of a draft on a server. Gives the exit code: 1 when one fails. */
export function testWorkflows(terminal: Terminal, files: readonly string[], options: TestOptions): Promise<number> {
  return reportFailure(terminal, async () => {
    const tested = await runTests(terminal, files, options);
    const results = tested.flatMap((one) => one.results);
    if (results.length === 0) throw noTests(options);
    if (options.junit !== undefined) await writeReport(options.junit, junitOf(tested));
    const failed = results.filter(({ status }) => status === 'failed').length;
    if (options.json === true)
      writeJson(terminal, { passed: results.length - failed, failed, workflows: tested.map(toJson) });
    else printTests(terminal, tested);
    return failed === 0 ? 0 : 1;
  });
}

async function runTests(
  terminal: Terminal,
  files: readonly string[],
  options: TestOptions,
): Promise<readonly TestedWorkflow[]> {
  const { workflow, name: names } = options;
  if ((workflow === undefined) === (files.length === 0))
    throw new CliError('Give either files, or --workflow for a draft on the server.');
  if (workflow !== undefined) {
    const { results } = await sendTestRun(findServer(options), workflow, names);
    return [{ label: workflow, workflow, results }];
  }
  if (options.server !== undefined) throw new CliError('Files are tested here. With --server, say which --workflow.');
  const tested: TestedWorkflow[] = [];
  for (const file of files) tested.push(await testFile(terminal, file, names));
  return tested;
}

async function testFile(terminal: Terminal, file: string, names?: readonly string[]): Promise<TestedWorkflow> {
  const document = requireValid(await readJsonFile(file, terminal), file);
  const tests = (document.tests ?? []).filter(({ name }) => names === undefined || names.includes(name));
  const evaluator = createEvaluator();
  const results: WorkflowTestResult[] = [];
  for (const test of tests) results.push(await runWorkflowTest(document, test, { evaluator }));
  return { label: file, workflow: document.name, results };
}

function requireValid(document: JsonValue, file: string): WorkflowDocument {
  const errors = validate(document, { inspectExpression }).filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return document as unknown as WorkflowDocument;
  throw new CliError(
    `${file} cannot be tested: ${first.path === '' ? '' : `${first.path}: `}${first.message} ` +
      '"millrace machine validate" prints every problem.',
  );
}

const noTests = ({ name }: TestOptions): CliError =>
  name === undefined
    ? new CliError('There are no tests. A workflow document keeps them in "tests".')
    : new CliError(`There is no test named ${name.map((one) => `"${one}"`).join(' or ')}.`);

const toJson = ({ label, workflow, results }: TestedWorkflow): object => ({
  ...(label === workflow ? {} : { file: label }),
  workflow,
  results,
});

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new CliError(`${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}
