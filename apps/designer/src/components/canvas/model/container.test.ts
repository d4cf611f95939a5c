import { expect, test } from '@jest/globals';
import type { State } from '@millrace/machine';
import { containerFacts, isContainer } from './container.ts';

const inner = { StartAt: '', States: {} };
const nothing = { items: '', atOnce: '', batchSize: '', tolerated: '' };

test.each<[string, object, object]>([
  ['branches', { Type: 'Parallel', Branches: [inner, inner] }, { branches: 2 }],
  ['branches that are none', { Type: 'Parallel', Branches: {} }, { branches: 0 }],
  [
    'a loop over items',
    {
      Type: 'Map',
      Items: '{% $orders %}',
      ItemProcessor: inner,
      MaxConcurrency: 5,
      ItemBatcher: { MaxItemsPerBatch: 10 },
    },
    { branches: 1, items: '$orders', atOnce: '5', batchSize: '10' },
  ],
  [
    'a loop that goes on over failures',
    {
      Type: 'Map',
      ItemProcessor: inner,
      MaxConcurrency: 0,
      ToleratedFailureCount: 3,
      ToleratedFailurePercentage: '{% $share %}',
    },
    { branches: 1, tolerated: '3, $share %' },
  ],
])('the head of %s', (_, state, expected) => {
  expect(containerFacts(state as State)).toEqual({ ...nothing, ...expected });
});

test('loops and branches are boxes', () => {
  expect(isContainer({ Type: 'Map', ItemProcessor: inner })).toBe(true);
  expect(isContainer({ Type: 'Succeed' })).toBe(false);
});
