import { answerFormOf, approvalOf, rejectionOf } from './answer-form.ts';

const approval = {
  type: 'object',
  properties: { approved: { type: 'boolean' }, reason: { type: 'string' } },
  required: ['approved', 'reason'],
};

test('a boolean member named "approved" is what the two buttons say', () => {
  const form = answerFormOf({ kind: 'answer', schema: approval });
  expect(form.schema).toEqual({ type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] });
  expect(approvalOf(form, { reason: 'Fine.' })).toEqual({ output: { reason: 'Fine.', approved: true } });
  expect(rejectionOf(form, { reason: 'No.' }, '')).toEqual({ output: { reason: 'No.', approved: false } });
});

test('any other schema is a form that is sent as it is, and rejecting fails the step', () => {
  const schema = { type: 'object', properties: { approved: { type: 'string' } } };
  const form = answerFormOf({ kind: 'answer', schema });
  expect(form).toMatchObject({ schema, approves: false });
  expect(approvalOf(form, { approved: 'maybe' })).toEqual({ output: { approved: 'maybe' } });
  expect(rejectionOf(form, {}, 'Why?')).toEqual({ error: 'Task.Rejected', cause: 'Why?' });
});

test('a step that says nothing is approved as most workflows ask for it', () => {
  const form = answerFormOf({ kind: 'answer' });
  expect(form).toEqual({ rejects: 'error', approves: true, value: { approved: true } });
  expect(approvalOf(form, form.value)).toEqual({ output: { approved: true } });
});

test('what is no object is answered as JSON', () => {
  const form = answerFormOf({ kind: 'answer', schema: { type: 'number' } });
  expect(form).toEqual({ rejects: 'error', approves: false, value: null });
  expect(approvalOf(form, 7)).toEqual({ output: 7 });
});

test('nobody can reject what waits to be called', () => {
  expect(answerFormOf({ kind: 'callback' })).toEqual({ rejects: 'none', approves: false, value: {} });
});
