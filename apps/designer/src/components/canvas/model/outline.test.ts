import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { scopesByOwner, stepsOf } from './outline.ts';

const pass = { Type: 'Pass', End: true } as const;
const document = {
  millrace: 1,
  name: 'orders',
  machine: {
    StartAt: 'Both',
    States: {
      Last: pass,
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: { ...pass, Next: 'B' }, B: pass } },
          { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: { StartAt: 'C', States: { C: pass } } } } },
        ],
        Next: 'Last',
      },
      Odd: { Type: 'Parallel', Branches: 'none' },
    },
  },
} as unknown as WorkflowDocument;

test('steps are read with their numbers and machines, through all branches and into what is inside', () => {
  expect(stepsOf(document).map(({ number, name, scope }) => `${number} ${name} ${scope.depth}`)).toEqual([
    '1 Both 0',
    '1.1 A 1',
    '1.2 B 1',
    '1.3 Each 1',
    '1.3.1 C 2',
    '2 Last 0',
    '3 Odd 0',
  ]);
  expect(stepsOf(document)).toBe(stepsOf(document));
});

test('machines are grouped by what holds them', () => {
  const groups = [...scopesByOwner(document)].map(([owner, scopes]) => [owner, scopes.length]);
  expect(groups).toEqual([
    [undefined, 1],
    ['Both', 2],
    ['Each', 1],
  ]);
});
