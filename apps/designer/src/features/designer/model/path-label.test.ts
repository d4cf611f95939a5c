import { expect, test } from '@jest/globals';
import { pathLabelOf } from './path-label.ts';
import type { PickerRoot } from './picker-root.ts';

const root = (more: Partial<PickerRoot>): PickerRoot => ({
  ...{ id: 'x', kind: 'step', label: 'Get customer', expression: '$customer', sample: undefined, ...more },
});
const roots = [
  root({
    sample: { email: 'ada@example.com', orders: [{ id: 1 }] },
    schema: { properties: { email: { title: 'Email' } } },
  }),
  root({ kind: 'run', label: 'Run and task', expression: '$states.context' }),
  root({ kind: 'trigger', label: 'Webhook', expression: '$states.context.Execution.Input', sample: { body: {} } }),
  root({ expression: '$later', prepare: (document) => document }),
];

test.each([
  ['$customer', 'Get customer'],
  ['$customer.email', 'Get customer › Email'],
  ['$customer.orders.id', 'Get customer › orders › id'],
  ['$customer.orders[0].id', 'Get customer › orders › 1 › id'],
  ['$states.context.Execution.Input.body.id', 'Webhook › body › id'],
  ['$states.context.Execution.Id', 'Run and task › Execution › Id'],
])('%s reads as %s', (expression, words) => {
  expect(pathLabelOf(expression, roots)?.names.join(' › ')).toBe(words);
});

test.each(['$nobody.email', '$customer.email & "x"', '$later', 'email'])('%s is code', (expression) => {
  expect(pathLabelOf(expression, roots)).toBeUndefined();
});

test('its value is that of the sample', () => {
  expect(pathLabelOf('$customer.email', roots)?.shape.value).toBe('ada@example.com');
});
