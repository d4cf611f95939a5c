import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WorkflowDocument } from '@millrace/machine';
import { merge } from './merge.ts';

const base = {
  title: 'Orders',
  machine: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Task', Arguments: { url: 'x' } } } },
  list: [{ n: 1 }, { n: 2 }],
};

describe('both sides’ changes are kept', () => {
  test.each([
    ['nothing changed here', { mine: base, theirs: { ...base, title: 'Theirs' } }, { ...base, title: 'Theirs' }],
    ['nothing changed there', { mine: { ...base, title: 'Mine' }, theirs: base }, { ...base, title: 'Mine' }],
    [
      'different members',
      { mine: { ...base, title: 'Mine' }, theirs: { ...base, list: [{ n: 1 }] } },
      { ...base, title: 'Mine', list: [{ n: 1 }] },
    ],
    [
      'different items of one list',
      { mine: { ...base, list: [{ n: 9 }, { n: 2 }] }, theirs: { ...base, list: [{ n: 1 }, { n: 8 }] } },
      { ...base, list: [{ n: 9 }, { n: 8 }] },
    ],
    [
      'the same change',
      { mine: { ...base, title: 'Both' }, theirs: { ...base, title: 'Both' } },
      { ...base, title: 'Both' },
    ],
    [
      'a member added here, another there',
      { mine: { ...base, mine: 1 }, theirs: { ...base, theirs: 2 } },
      { ...base, mine: 1, theirs: 2 },
    ],
    [
      'a member removed here',
      { mine: { title: base.title, machine: base.machine }, theirs: { ...base, title: 'T' } },
      { title: 'T', machine: base.machine },
    ],
    [
      'a member removed there',
      { mine: { ...base, title: 'M' }, theirs: { title: base.title, machine: base.machine } },
      { title: 'M', machine: base.machine },
    ],
  ])('%s', (_, { mine, theirs }, value) => {
    expect(merge({ base: base, mine, theirs })).toEqual({ value, conflicts: [] });
  });
});

describe('where both changed one thing, mine counts and the place is named', () => {
  const inStates = (B: object): object => ({
    ...base,
    machine: { ...base.machine, States: { ...base.machine.States, B } },
  });
  test.each<[string, { mine: object; theirs: object }, string]>([
    ['a text', { mine: { ...base, title: 'M' }, theirs: { ...base, title: 'T' } }, '/title'],
    [
      'lists of another length',
      { mine: { ...base, list: [] }, theirs: { ...base, list: [{ n: 3 }, { n: 4 }, { n: 5 }] } },
      '/list',
    ],
    [
      'deep inside',
      {
        mine: inStates({ Type: 'Task', Arguments: { url: 'm' } }),
        theirs: inStates({ Type: 'Task', Arguments: { url: 't' } }),
      },
      '/machine/States/B/Arguments/url',
    ],
    [
      'changed here, removed there',
      {
        mine: inStates({ Type: 'Fail' }),
        theirs: { ...base, machine: { ...base.machine, States: { A: base.machine.States.A } } },
      },
      '/machine/States/B',
    ],
    ['a name with a slash', { mine: { ...base, 'a/b': 1 }, theirs: { ...base, 'a/b': 2 } }, '/a~1b'],
  ])('%s', (_, { mine, theirs }, path) => {
    const merged = merge({ base: base, mine, theirs });
    expect(merged.conflicts).toEqual([path]);
    expect(merge({ base: base, mine: merged.value, theirs: mine })).toEqual({ value: mine, conflicts: [] });
  });
});

const value = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.constantFrom(null, 1, 2, 'x'), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
})).object as fc.Arbitrary<object>;

describe('for any documents', () => {
  test('a side that changed nothing gets the other', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(merge({ base: one, mine: one, theirs: other }).value).toEqual(other);
        expect(merge({ base: one, mine: other, theirs: one }).value).toEqual(other);
      }),
    );
  });
  test('the sides may be exchanged where they do not disagree', () => {
    fc.assert(
      fc.property(fc.tuple(value, value, value), ([origin, mine, theirs]) => {
        const merged = merge({ base: origin, mine, theirs });
        const other = merge({ base: origin, mine: theirs, theirs: mine });
        expect([...other.conflicts].sort()).toEqual([...merged.conflicts].sort());
        if (merged.conflicts.length === 0) expect(other.value).toEqual(merged.value);
      }),
    );
  });
});

test('steps that both sides skip or run again are all as each side wants them', () => {
  const of = (skip: readonly string[]): WorkflowDocument => ({
    millrace: 1,
    name: 'orders',
    settings: { skip },
    machine: { StartAt: '', States: {} },
  });
  const { value, conflicts } = merge({ base: of(['A', 'B']), mine: of(['B', 'C']), theirs: of(['A', 'B', 'C', 'D']) });
  expect([value.settings?.skip, conflicts]).toEqual([['B', 'C', 'D'], []]);
});

test('branches and loops are merged inside', () => {
  const of = (left: string, right: string): WorkflowDocument => ({
    millrace: 1,
    name: 'orders',
    machine: {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'L', States: { L: { Type: 'Pass', Comment: left, End: true } } },
            { StartAt: 'R', States: { R: { Type: 'Pass', Comment: right, End: true } } },
          ],
          End: true,
        },
      },
    },
  });
  expect(merge({ base: of('1', '1'), mine: of('2', '1'), theirs: of('1', '2') })).toEqual({
    value: of('2', '2'),
    conflicts: [],
  });
  expect(merge({ base: of('1', '1'), mine: of('2', '1'), theirs: of('3', '1') }).conflicts).toEqual([
    '/machine/States/Both/Branches/0/States/L/Comment',
  ]);
});
