import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { firstItem, isSameSelection, readItem, selectionIn, stepsIn } from './items.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'w',
  triggers: { hook: { type: 'webhook', path: 'w' } },
  machine: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } },
        Next: 'Last',
      },
      Last: { Type: 'Pass', End: true },
    },
  },
};

describe('an item is', () => {
  test.each([
    ['a step', 'Last', { kind: 'step', name: 'Last' }],
    ['a step inside of a loop', 'In', { kind: 'step', name: 'In' }],
    ['a trigger', 'trigger:hook', { kind: 'trigger', id: 'hook' }],
    ['a way', 'edge:next:Each', { kind: 'edge', slot: { kind: 'next', state: 'Each' } }],
    ['the start', 'edge:start', { kind: 'edge', slot: { kind: 'start' } }],
    [
      'the start of a loop',
      'edge:start:/machine/States/Each/ItemProcessor',
      { kind: 'edge', slot: { kind: 'start', scope: '/machine/States/Each/ItemProcessor' } },
    ],
  ])('%s', (...[, item, expected]) => {
    expect(readItem(document, item)).toMatchObject(expected);
  });
  test.each(['Gone', 'trigger:gone', 'trigger:toString', 'edge:next:Gone'])('nothing any more: %s', (item) => {
    expect(readItem(document, item)).toBeUndefined();
  });
});

describe('a selection', () => {
  test('of what is there stays the same', () => {
    const selection = { current: 'In', items: ['In', 'Last'] };
    expect(selectionIn(document, selection)).toBe(selection);
  });
  test('loses what is gone; another one opens', () => {
    expect(selectionIn(document, { current: 'Gone', items: ['In', 'Gone'] })).toEqual({ current: 'In', items: ['In'] });
    expect(selectionIn(document, { current: 'Last', items: ['Gone', 'Last'] })).toEqual({
      current: 'Last',
      items: ['Last'],
    });
  });
  test('has steps and other things', () => {
    expect(stepsIn(document, { current: 'In', items: ['trigger:hook', 'edge:start', 'In'] })).toEqual(['In']);
  });
  test('is the same by its items', () => {
    const one = { current: 'In', items: ['In', 'Last'] };
    expect([
      isSameSelection(one, { ...one }),
      isSameSelection(one, { current: 'Last', items: ['In', 'Last'] }),
    ]).toEqual([true, false]);
  });
});

test('a workflow with one step begins with its trigger open, a longer one with its picture', () => {
  expect(firstItem(document)).toBeUndefined();
  expect(firstItem({ ...document, machine: { StartAt: '', States: {} } })).toBe('trigger:hook');
  const { triggers: _, ...bare } = document;
  expect(firstItem(bare)).toBeUndefined();
});
