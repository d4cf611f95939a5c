import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';
import { addTest, findTest, freeTestName, newTest, removeTest, replaceTest } from './test-edits.ts';

const aTest = (name: string, input?: number): WorkflowTest => ({
  ...{ name, expect: { status: 'succeeded' } },
  ...(input === undefined ? {} : { input }),
});
const documentOf = (...tests: readonly WorkflowTest[]): WorkflowDocument => ({
  ...{ millrace: 1, name: 'orders', machine: { StartAt: 'A', States: {} } },
  ...(tests.length === 0 ? {} : { tests }),
});
const namesOf = ({ tests = [] }: WorkflowDocument): readonly string[] => tests.map(({ name }) => name);

describe('an edit', () => {
  test('adds at the end, under a free name', () => {
    expect(namesOf(addTest(documentOf(), aTest('a')))).toEqual(['a']);
    expect(namesOf(addTest(documentOf(aTest('a'), aTest('a 2')), aTest('a')))).toEqual(['a', 'a 2', 'a 3']);
    expect(freeTestName(documentOf(aTest('a')), 'b')).toBe('b');
    expect(newTest(documentOf(aTest('New')), 'New')).toMatchObject({ name: 'New 2' });
  });

  test('replaces in place, and renames', () => {
    const edited = replaceTest(documentOf(aTest('a'), aTest('b')), 'a', aTest('c', 7));
    expect(namesOf(edited)).toEqual(['c', 'b']);
    expect(findTest(edited, 'c')).toMatchObject({ input: 7 });
  });

  test('does not lose a test that somebody has removed meanwhile', () => {
    expect(namesOf(replaceTest(documentOf(aTest('b')), 'a', aTest('a', 7)))).toEqual(['b', 'a']);
  });

  test('removes, and leaves no empty list', () => {
    expect(namesOf(removeTest(documentOf(aTest('a'), aTest('b')), 'a'))).toEqual(['b']);
    expect(removeTest(documentOf(aTest('a')), 'a')).toEqual(documentOf());
  });
});
