import type { StepRecord } from '@millrace/runtime';
import { parseRecordText, toRecordText } from './record-text.ts';

const step: StepRecord = {
  sequence: 3,
  path: 'Charge',
  state: 'Charge',
  type: 'Task',
  status: 'succeeded',
  input: '{}',
  attempts: [],
  log: [],
  startedAtMs: 1,
  endedAtMs: 2,
};

test.each([
  ['an object', '{"b":1,"a":[{"10":1,"__proto__":"x"}]}'],
  ['an array', '[1,"two",null]'],
  ['a text that looks like one', '"{\\"a\\":1}"'],
  ['null', 'null'],
  ['a number', '1.5'],
  ['escapes', '{"nul":"\\u0000","lone":"\\ud800","quote":"\\""}'],
  ['a reference', '@sha256:00'],
])('%s comes back as it was', (_, payload) => {
  const full = { ...step, input: payload, arguments: payload, output: payload, assigned: payload };
  expect(parseRecordText(toRecordText(full))).toEqual(full);
  expect(JSON.parse(toRecordText(full))).toMatchObject({ sequence: 3, path: 'Charge' });
});

test('payloads that are not there stay away; one that is text already is read as before', () => {
  expect(parseRecordText(toRecordText(step))).toEqual(step);
  expect(parseRecordText(JSON.stringify({ ...step, output: '{"a":1}' }))).toEqual({ ...step, output: '{"a":1}' });
});

test('an object is not escaped', () => {
  expect(toRecordText({ ...step, input: '{"a":"b"}' })).toContain('"input":{"a":"b"}');
});
