/** @jest-environment jsdom */
import type { AlertRule } from '../lib/contract.ts';
import { thresholdOf } from './use-threshold.ts';

const rule = (threshold: number, more: object = {}) =>
  ({
    condition: { kind: 'above', metric: 'error_rate', threshold, windowMinutes: 15, minCount: 20 },
    state: 'calm',
    ...more,
  }) as unknown as AlertRule;
const orders = { workflow: { id: '1', name: 'orders' } };

test.each([
  ['the rule of all workflows', [rule(0.05), rule(0.2, orders)], {}, 0.05],
  ['the rule of one', [rule(0.05), rule(0.2, orders)], { workflow: 'orders' }, 0.2],
  ['the lowest of several', [rule(0.3), rule(0.1)], {}, 0.1],
  ['none that is off', [rule(0.05, { state: 'off' })], {}, undefined],
  ['none of another workflow', [rule(0.2, orders)], { workflow: 'sales' }, undefined],
  ['none for one version', [rule(0.2, orders)], { workflow: 'orders', version: 2 }, undefined],
])('%s', (...[, rules, scope, expected]) => {
  expect(thresholdOf(rules, 'error_rate', scope)).toBe(expected);
  expect(thresholdOf(rules, 'runs', scope)).toBeUndefined();
});
