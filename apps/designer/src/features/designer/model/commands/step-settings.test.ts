import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { answerOf, setAnswer } from './step-settings.ts';

const document: WorkflowDocument = {
  ...{ millrace: 1, name: 'orders', title: 'Orders', settings: { priority: 2 } },
  machine: { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
};
const schema = { type: 'object' };

test.each(['Ask', 'toString', '__proto__'])('what the step %s may be answered with is its own', (name) => {
  expect(answerOf(document, name)).toBeUndefined();
  const asked = setAnswer(document, name, schema);
  expect(answerOf(asked, name)).toEqual(schema);
  expect(answerOf(asked, 'valueOf')).toBeUndefined();
  expect(setAnswer(asked, name, undefined)).toEqual(document);
});

test('a draft may hold anything where the answers belong', () => {
  const odd = { ...document, settings: { answers: 'none' } } as unknown as WorkflowDocument;
  expect(answerOf(odd, 'Ask')).toBeUndefined();
  expect(answerOf(setAnswer(odd, 'Ask', schema), 'Ask')).toEqual(schema);
});
