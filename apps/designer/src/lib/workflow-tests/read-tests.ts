import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';
import { isList, isObject } from '../json.ts';

/** A draft may be anything: its tests as far as they can be told apart, each with what a test has at least. */
export function readTests(document: unknown): readonly WorkflowTest[] {
  const { tests } = isObject(document) ? document : {};
  const names = new Set<unknown>();
  return (isList(tests) ? tests : []).flatMap((test): WorkflowTest[] => {
    if (!isObject(test) || typeof test.name !== 'string' || names.has(test.name)) return [];
    names.add(test.name);
    const { expect } = test;
    const hasExpectation = isObject(expect) && typeof expect.status === 'string';
    return [
      {
        ...test,
        name: test.name,
        expect: hasExpectation ? expect : { status: 'succeeded' },
      } as unknown as WorkflowTest,
    ];
  });
}

/** The document with only the tests that can be read, as one that is run. */
export const runnable = (document: unknown): WorkflowDocument =>
  ({ ...(isObject(document) ? document : {}), tests: readTests(document) }) as unknown as WorkflowDocument;
