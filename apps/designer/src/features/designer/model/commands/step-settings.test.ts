import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import type { Attempt } from './edit.ts';
import { extractSteps } from './extract-steps.ts';
import { copySteps } from './fragment.ts';
import { duplicateSteps, pasteSteps } from './paste-steps.ts';
import { removeSteps } from './remove-steps.ts';
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

const ask = (Next: string): State => ({ Type: 'Task', Resource: 'connector:slack/ask.waitForTaskToken', Next });
const asking: WorkflowDocument = {
  ...document,
  settings: { skip: ['Ask'], answers: { Ask: schema, Other: { type: 'string' } } },
  machine: { StartAt: 'Ask', States: { Ask: ask('Other'), Other: ask('A'), A: { Type: 'Succeed' } } },
};
const made = (attempt: Attempt): WorkflowDocument => {
  if ('refused' in attempt) throw new Error(attempt.refused.kind);
  return attempt.document;
};

test('a step that is cut and pasted keeps what it may be answered with', () => {
  const text = copySteps(asking, ['Ask']) ?? '';
  const cut = removeSteps(asking, ['Ask']).document;
  expect(cut.settings?.answers).toEqual({ Other: { type: 'string' } });
  const back = made(pasteSteps(cut, { kind: 'next', state: 'Other' }, text));
  expect(back.settings?.answers).toEqual({ Other: { type: 'string' }, Ask: schema });
  const elsewhere = made(pasteSteps(document, { kind: 'start' }, text));
  expect(elsewhere.settings).toEqual({ priority: 2, skip: ['Ask'], answers: { Ask: schema } });
});

test('the copy of a step may be answered with the same', () => {
  expect(made(duplicateSteps(asking, ['Ask'])).settings?.answers).toEqual({
    ...asking.settings?.answers,
    'Ask 2': schema,
  });
});

test('a pasted text says nothing of other steps, and nothing that is no schema', () => {
  const states = { New: ask('') };
  const skip = ['Other', 'New'];
  const answers = { Other: { type: 'number' }, New: 'anything' };
  const text = JSON.stringify({ millrace: 1, fragment: { startAt: 'New', states, skip, answers } });
  const pasted = made(pasteSteps(asking, { kind: 'next', state: 'Ask' }, text));
  expect(pasted.settings).toEqual({ skip: ['Ask', 'New'], answers: asking.settings?.answers });
});

test('an extracted step takes what it may be answered with along', () => {
  const extraction = { name: 'sub', title: 'Sub', takeTitle: 'Take', giveTitle: 'Give', endTitle: 'End' };
  const extracted = extractSteps(asking, { names: ['Ask'], extraction, inspect: () => [] });
  if ('refused' in extracted) throw new Error(extracted.refused.kind);
  expect(extracted.document.settings).toEqual({ skip: [], answers: { Other: { type: 'string' } } });
  expect(extracted.workflow.settings).toEqual({ skip: ['Ask'], answers: { Ask: schema } });
});
