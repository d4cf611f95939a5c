import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { freeStateName, freeVariable, variableFor } from './names.ts';

const documentWith = (States: Record<string, State>): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt: '', States },
});
const taken = documentWith({ Wait: { Type: 'Wait', Assign: { order: 1, order2: 1 } }, 'Wait 2': { Type: 'Wait' } });

test.each([
  ['Other', 'Other'],
  ['Wait', 'Wait 3'],
  ['x'.repeat(90), 'x'.repeat(76)],
])('the free name of %j is %j', (base, name) => {
  expect(freeStateName(taken, base)).toBe(name);
});

test.each([
  ['HTTP request', 'httpRequest'],
  ['Überweisung prüfen', 'uberweisungPrufen'],
  ['Charge card!', 'chargeCard'],
  ['42 things', 'step42Things'],
  ['顧客', 'step'],
  ['', 'step'],
])('the variable of %j is $%s', (name, variable) => {
  expect(variableFor(name)).toBe(variable);
});

test.each([
  ['customer', 'customer'],
  ['order', 'order3'],
  ['states', 'states2'],
])('the free variable of %j is %j', (base, variable) => {
  expect(freeVariable(taken, base)).toBe(variable);
});
