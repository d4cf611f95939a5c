import { describe, expect, test } from '@jest/globals';
import type { WorkflowTest } from '@millrace/machine';
import { formOf, isEdited, readForm, type TestForm } from './test-form.ts';

const given: WorkflowTest = {
  name: 'a',
  input: { id: 7 },
  trigger: 'hook',
  mocks: { Charge: [{ return: 1 }] },
  expect: { status: 'succeeded', output: 1 },
};
const read = (part: Partial<TestForm>) => readForm({ ...formOf(given), ...part }, (why) => `No JSON: ${why}`);

describe('a form', () => {
  test('says what the test says, and back', () => {
    expect(read({}).test).toEqual(given);
    expect(isEdited(formOf(given), given)).toBe(false);
    expect(isEdited({ ...formOf(given), name: 'b' }, given)).toBe(true);
  });

  test('leaves out what is not there', () => {
    const bare: WorkflowTest = { name: 'a', expect: { status: 'failed' } };
    expect(readForm(formOf(bare), String).test).toEqual({ ...bare, input: {} });
    expect(read({ trigger: '', mocks: '{}', name: ' b ' }).test).toEqual({
      ...{ name: 'b', input: { id: 7 }, expect: { status: 'succeeded', output: 1 } },
    });
  });

  test.each<[string, Partial<TestForm>, object]>([
    ['what is no JSON', { input: '{' }, { input: expect.stringContaining('No JSON: ') }],
    ['mocks that are a list', { mocks: '[]' }, { mocks: 'It must be an object, but is an array.' }],
    ['a mock that gives nothing', { mocks: '{"A":[{}]}' }, { mocks: '/A/0 must have the member "return".' }],
    ['an expectation of nothing', { expect: '{}' }, { expect: 'It must have the member "status".' }],
    [
      'several parts',
      { mocks: '7', expect: '{"status":"no"}' },
      { mocks: expect.any(String), expect: '/status must be one of "succeeded", "failed".' },
    ],
  ])('names %s', (_, part, problems) => {
    expect(read(part)).toEqual({ problems });
  });
});
