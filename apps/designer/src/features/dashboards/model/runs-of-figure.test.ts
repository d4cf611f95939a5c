import { expect, test } from '@jest/globals';
import { runsOfFigure } from './runs-of-figure.ts';

const orders = { workflow: 'orders' };

test.each([
  ['runs', {}, '24h', { since: '24h' }],
  ['runs', { ...orders, version: 7 }, '30d', { since: '7d', workflow: 'orders', q: 'version:7' }],
  ['succeeded', orders, '1h', { since: '1h', workflow: 'orders', status: 'succeeded' }],
  // What was undone after a failure has failed; what was undone after a cancel has no error.
  ['failed', {}, '24h', { since: '24h', q: 'status:failed,timed_out,compensated error:*' }],
  [
    'error_rate',
    { ...orders, version: 7 },
    '24h',
    { since: '24h', workflow: 'orders', q: 'status:failed,timed_out,compensated error:* version:7' },
  ],
  ['queue_depth', orders, '24h', { workflow: 'orders', status: 'queued' }],
] as const)('%s of %j', (...[metric, scope, range, wanted]) => {
  expect(runsOfFigure(metric, scope, range)).toEqual(wanted);
});
