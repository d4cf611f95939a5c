import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { type CanvasSelection, NOTHING_SELECTED, selectOnly } from '../../../../components/canvas/canvas-events.ts';
import { MENUS, menuKindOf, menuOf, selectionOfMenu } from './menus.ts';
import { allSteps, downstreamOf, upstreamOf } from './streams.ts';
import { whyNot } from './why-not.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'w',
  triggers: { hook: { type: 'webhook', path: 'w' } },
  machine: {
    StartAt: 'Ask',
    States: {
      Ask: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Each' }], Default: 'Done' },
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } },
        Next: 'After',
      },
      After: { Type: 'Pass', Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  },
};
const two: CanvasSelection = { current: 'After', items: ['Ask', 'After'] };

describe('a menu', () => {
  test.each([
    ['of nothing', NOTHING_SELECTED, 'canvas'],
    ['of a step', selectOnly('After'), 'step'],
    ['of a step inside of another', selectOnly('In'), 'step'],
    ['of a trigger', selectOnly('trigger:hook'), 'trigger'],
    ['of a connection', selectOnly('edge:next:Each'), 'edge'],
    ['of several steps', two, 'selection'],
    ['of what is gone', selectOnly('Gone'), 'canvas'],
  ])('%s', (...[, selection, kind]) => {
    expect(menuKindOf(document, selection)).toBe(kind);
  });
  test('has every command once', () => {
    for (const groups of Object.values(MENUS)) expect(new Set(groups.flat()).size).toBe(groups.flat().length);
  });
  test('unwraps and folds what holds others alone', () => {
    expect(menuOf(document, selectOnly('Each')).flat()).toEqual(expect.arrayContaining(['unwrap', 'collapse']));
    expect(menuOf(document, selectOnly('After')).flat()).not.toContain('unwrap');
  });
  test('is of what it was asked for, or of all that is selected with it', () => {
    const edge = (): string => 'edge:start';
    expect(selectionOfMenu(two, { kind: 'item', item: 'Ask' }, edge)).toBe(two);
    expect(selectionOfMenu(two, { kind: 'selection' }, edge)).toBe(two);
    expect(selectionOfMenu(two, { kind: 'item', item: 'Each' }, edge)).toEqual(selectOnly('Each'));
    expect(selectionOfMenu(two, { kind: 'edge', slot: { kind: 'start' } }, edge)).toEqual(selectOnly('edge:start'));
    expect(selectionOfMenu(two, { kind: 'canvas' }, edge)).toEqual(NOTHING_SELECTED);
  });
});

describe('why not', () => {
  const edge = selectOnly('edge:next:Each');
  const trigger = selectOnly('trigger:hook');
  test.each([
    ['rename', NOTHING_SELECTED, 'noStep'],
    ['rename', trigger, 'noStep'],
    ['rename', two, 'oneStep'],
    ['rename', selectOnly('In'), undefined],
    ['copy', two, undefined],
    ['copy', edge, 'noStep'],
    ['openPanel', edge, 'noItem'],
    ['openPanel', trigger, undefined],
    ['openPanel', two, 'oneStep'],
    ['connect', selectOnly('Done'), 'ends'],
    ['connect', trigger, 'noWay'],
    ['connect', two, 'oneStep'],
    ['connect', edge, undefined],
    ['connect', selectOnly('Ask'), undefined],
    ['unwrap', selectOnly('After'), 'notHolding'],
    ['unwrap', selectOnly('Each'), undefined],
    ['disconnect', selectOnly('After'), 'noEdge'],
    ['disconnect', edge, undefined],
    ['remove', NOTHING_SELECTED, 'noItem'],
    ['remove', trigger, undefined],
    ['add', NOTHING_SELECTED, undefined],
    ['selectAll', NOTHING_SELECTED, undefined],
  ] as const)('%s', (...[id, selection, why]) => {
    expect(whyNot(document, selection)(id)).toBe(why);
  });
  test('in an empty workflow there is nothing to select', () => {
    const empty = { ...document, machine: { StartAt: '', States: {} } };
    expect(whyNot(empty, NOTHING_SELECTED)('selectAll')).toBe('nothingHere');
  });
});

describe('before and after', () => {
  test.each([
    ['all that comes before', upstreamOf, 'After', ['Ask', 'Each', 'After']],
    ['all that comes after', downstreamOf, 'Each', ['After', 'Done', 'Each']],
    ['inside of a loop, its steps', downstreamOf, 'In', ['In']],
    ['of what is not there, nothing', upstreamOf, 'Gone', []],
  ] as const)('%s', (...[, stream, name, expected]) => {
    expect(stream(document, name)).toEqual(expected);
  });
  test('all steps are those of every depth', () => {
    expect(allSteps(document)).toEqual(['Ask', 'Each', 'In', 'After', 'Done']);
  });
});
