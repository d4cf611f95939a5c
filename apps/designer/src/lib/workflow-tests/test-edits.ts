// Changes of a document's tests. Each is made on the newest draft, so that nobody's other edits are lost.
import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';

const testsOf = ({ tests = [] }: WorkflowDocument): readonly WorkflowTest[] => tests;

/** The test of a name. */
export const findTest = (document: WorkflowDocument, name: string | undefined): WorkflowTest | undefined =>
  testsOf(document).find((test) => test.name === name);

/** The name, or the first of "name 2", "name 3", … that no test has. */
export function freeTestName(document: WorkflowDocument, wanted: string): string {
  const taken = new Set(testsOf(document).map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A document with one test more, at the end, under a name that is free. */
export function addTest(document: WorkflowDocument, test: WorkflowTest): WorkflowDocument {
  const name = freeTestName(document, test.name);
  return { ...document, tests: [...testsOf(document), { ...test, name }] };
}

/** A document in which the test of a name is another one; it comes to the end if somebody has removed it meanwhile. */
export function replaceTest(document: WorkflowDocument, name: string, test: WorkflowTest): WorkflowDocument {
  const tests = testsOf(document);
  if (!tests.some((one) => one.name === name)) return addTest(document, test);
  return { ...document, tests: tests.map((one) => (one.name === name ? test : one)) };
}

/** A document without the test of a name. */
export function removeTest(document: WorkflowDocument, name: string): WorkflowDocument {
  const { tests: _, ...rest } = document;
  const tests = testsOf(document).filter((test) => test.name !== name);
  return tests.length === 0 ? rest : { ...rest, tests };
}

/** What a new test begins with: everything is to be mocked, and the run is to succeed. */
export function newTest(document: WorkflowDocument, name: string): WorkflowTest {
  return { name: freeTestName(document, name), input: {}, mocks: {}, expect: { status: 'succeeded' } };
}
