import type { JsonValue } from '@millrace/machine';
import type { Change, FieldChange, Subject } from './change.ts';
import { nameField } from './field-names.ts';
import { sentencesOf } from './sentences.ts';

const STATE: Subject = { kind: 'state', name: 'Charge card', type: 'Task' };
const changed = (fields: readonly FieldChange[], more: Partial<Change> = {}): Change => ({
  ...{ id: 'state:Charge card', kind: 'changed', subject: STATE, fields },
  ...more,
});
const field = (path: FieldChange['path'], before?: JsonValue, after?: JsonValue): FieldChange => ({
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});
/** A sentence in short: its key and what is put into it. */
const short = (change: Change): readonly string[] =>
  sentencesOf(change).map(({ key, values = {} }) => [key, ...Object.values(values)].join(' '));

test.each<[string, FieldChange, readonly string[]]>([
  ['a number', field(['TimeoutSeconds'], 30, 60), ['becomes 30 60']],
  ['an expression, without its marks', field(['Output'], '{% $a %}', '{% $b %}'), ['becomes $a $b']],
  ['a long text is looked at', field(['Output'], 'x'.repeat(99), 'y'), ['differs']],
  ['an object is looked at', field(['Arguments', 'body'], { a: 1 }, 'y'), ['differs']],
  ['a value that is new', field(['Comment'], undefined, 'Ask Ada'), ['setTo Ask Ada']],
  ['an object that is new', field(['Arguments'], undefined, { a: 1 }), ['set']],
  ['a value that went', field(['TimeoutSeconds'], 30), ['unset']],
  ['an empty text', field(['Comment'], 'x', ''), ['becomes x “”']],
  ['a way', field(['Next'], 'A', 'B'), ['leadsElsewhere A B']],
  ['a way that ends', field(['Next'], 'A'), ['ends']],
  ['a way that is new', field(['Default'], undefined, 'B'), ['leads B']],
  ['skipped', field(['(skipped)'], false, true), ['skipped']],
  ['no longer skipped', field(['(skipped)'], true, false), ['unskipped']],
])('%s', (_, one, expected) => {
  expect(short(changed([one]))).toEqual(expected);
});

test('what was added, removed, renamed and moved', () => {
  expect(short({ ...changed([]), kind: 'added' })).toEqual(['added']);
  const pin: Subject = { kind: 'connector', name: 'http' };
  expect(short({ ...changed([field([], undefined, '1.0.0')]), subject: pin, kind: 'added' })).toEqual(['added 1.0.0']);
  expect(short({ ...changed([field([], '1.0.0')]), subject: pin, kind: 'removed' })).toEqual(['removed 1.0.0']);
  expect(short(changed([], { formerName: 'Pay', move: { from: 'Each', to: 'All' } }))).toEqual([
    'renamed Pay',
    'movedInto All',
  ]);
  expect(short(changed([], { move: { from: 'Each' } }))).toEqual(['movedOut Each']);
});

test('of many fields the first are told, and how many there are more; a single one more is told too', () => {
  const many = (count: number) =>
    changed(Array.from({ length: count }, (_, index) => field(['Arguments', `f${index}`], 1, 2)));
  expect(short(many(4))).toHaveLength(4);
  expect(short(many(6))).toEqual(['becomes 1 2', 'becomes 1 2', 'becomes 1 2', 'more 3']);
});

test.each<[string, FieldChange['path'], Subject['kind'], object]>([
  ['a word with a unit', ['TimeoutSeconds'], 'state', { parts: [{ kind: 'word', key: 'TimeoutSeconds' }], unit: 's' }],
  [
    'an argument is called by its own name, and has no unit of ours',
    ['Arguments', 'Seconds'],
    'state',
    { parts: [{ kind: 'name', text: 'Seconds' }] },
  ],
  ['a variable', ['Assign', 'customer'], 'state', { parts: [{ kind: 'name', text: '$customer' }] }],
  [
    'a rule of a list',
    ['Retry', 0, 'MaxAttempts'],
    'state',
    {
      parts: [
        { kind: 'word', key: 'Retry' },
        { kind: 'rule', number: 1 },
        { kind: 'word', key: 'MaxAttempts' },
      ],
    },
  ],
  ['a member of a setting', ['max'], 'setting', { parts: [{ kind: 'name', text: 'max' }] }],
  ['a member of a schema', ['properties', 'total'], 'schema', { parts: [{ kind: 'name', text: 'total' }] }],
  ['days', ['failedDays'], 'setting', { parts: [{ kind: 'name', text: 'failedDays' }], unit: 'd' }],
])('a field in words: %s', (...[, path, kind, expected]) => {
  expect(nameField(path, kind)).toEqual(expected);
});
