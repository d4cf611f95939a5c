import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { selectOnly } from '../canvas-events.ts';
import { boxedStates, selectAll, selectStates, toggled } from './selection.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  machine: {
    StartAt: 'A',
    States: {
      A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Each' }], Default: 'B' },
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Next: 'J' }, J: { Type: 'Succeed' } } },
        Next: 'C',
      },
      B: { Type: 'Pass', Next: 'C' },
      C: { Type: 'Pass', Next: 'A' },
      Lost: { Type: 'Succeed' },
    },
  },
};

test('states are selected in the order of the outline, whatever else is named', () => {
  expect(selectStates(document, ['C', 'J', 'A', 'gone'])).toEqual({ current: 'C', items: ['A', 'J', 'C'] });
  expect(selectStates(document, ['C', 'A'], 'A').current).toBe('A');
  expect(selectStates(document, [])).toEqual({ current: undefined, items: [] });
});

describe('with Shift', () => {
  test('a step is added, and taken away', () => {
    const both = toggled(document, selectOnly('C'), 'A');
    expect(both).toEqual({ current: 'A', items: ['A', 'C'] });
    expect(toggled(document, both, 'A')).toEqual({ current: 'C', items: ['C'] });
    expect(toggled(document, both, 'C')).toEqual({ current: 'A', items: ['A'] });
  });
  test('what is no step is selected alone, and so is what comes after it', () => {
    expect(toggled(document, selectOnly('C'), 'trigger:hook')).toEqual(selectOnly('trigger:hook'));
    expect(toggled(document, selectOnly('edge:next:C'), 'A')).toEqual(selectOnly('A'));
  });
});

test('all are those of the outermost machine', () => {
  expect(selectAll(document, 'C')).toEqual({ current: 'C', items: ['A', 'Each', 'B', 'C', 'Lost'] });
});

describe('a rectangle over the picture', () => {
  const card = (name: string, x: number): Parameters<typeof boxedStates>[1][number] => ({
    name,
    rect: { x, y: 0, width: name === 'Each' ? 300 : 100, height: 64 },
    isBox: name === 'Each',
  });
  const cards = [card('A', 0), card('Each', 200), card('I', 220), card('J', 340), card('B', 600)];
  const boxed = (x: number, width: number): readonly string[] =>
    boxedStates(document, cards, { x, y: -10, width, height: 200 });
  test('takes cards that it touches', () => {
    expect(boxed(-10, 20)).toEqual(['A']);
  });
  test('takes what is inside of a box, or the box as a whole', () => {
    expect(boxed(310, 50)).toEqual(['I', 'J']);
    expect(boxed(190, 450)).toEqual(['Each', 'B']);
  });
});
