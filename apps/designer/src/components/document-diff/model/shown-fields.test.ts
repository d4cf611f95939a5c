import type { WorkflowDocument } from '@millrace/machine';
import { compareDocuments } from './compare-documents.ts';
import { fieldsOf, isLong, textOf } from './shown-fields.ts';

const document = (...names: string[]): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: {
    StartAt: 'A',
    States: Object.fromEntries(names.map((name) => [name, { Type: 'Pass', Output: name, End: true }])),
  },
});

test('a state that was added or removed is shown as it is', () => {
  const documents = { before: document('A', 'B'), after: document('A', 'C') };
  const [removed, added, ...rest] = compareDocuments(documents.before, documents.after);
  expect(rest).toEqual([]);
  expect(removed && fieldsOf(removed, documents)).toEqual([{ path: [], before: { Type: 'Pass', Output: 'B' } }]);
  expect(added && fieldsOf(added, documents)).toEqual([{ path: [], after: { Type: 'Pass', Output: 'C' } }]);
});

test('other changes show their fields', () => {
  const documents = { before: document('A'), after: { ...document('A'), title: 'Orders' } };
  const [change] = compareDocuments(documents.before, documents.after);
  expect(change && fieldsOf(change, documents)).toEqual([{ path: [], after: 'Orders' }]);
});

test.each([
  ['{% $a.b %}', '$a.b', false],
  [30, '30', false],
  [{ a: 1 }, '{\n  "a": 1\n}', true],
  ['x'.repeat(41), 'x'.repeat(41), true],
  [undefined, '', false],
])('%j as text', (value, text, isText) => {
  expect(textOf(value)).toBe(text);
  expect(isLong(value)).toBe(isText);
});
