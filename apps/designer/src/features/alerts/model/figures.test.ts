import { expect, test } from '@jest/globals';
import { fromTyped, toTyped, unitOf } from './figures.ts';

test.each([
  ['error_rate', 0.05, 5, 'percent'],
  ['connector_error_rate', 0.125, 12.5, 'percent'],
  ['duration_p95', 30_000, 30, 'seconds'],
  ['queue_wait_p95', 250, 0.25, 'seconds'],
  ['queue_age', 60_000, 60, 'seconds'],
  ['failed', 7, 7, 'count'],
] as const)('%s', (...[metric, value, typed, unit]) => {
  expect([toTyped(metric, value), fromTyped(metric, typed), unitOf(metric)]).toEqual([typed, value, unit]);
});
