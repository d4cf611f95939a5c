import { createEvaluator, inspectExpression } from '@millrace/expressions';

const evaluator = createEvaluator();
const order = { id: 'A-1042', items: [{ quantity: 2, price: 24.9 }] };
const evaluate = (expression: string) =>
  evaluator.evaluate({ expression, bindings: { states: { input: order } }, nowMs: 0, seed: 'run-1/Price' });

const total = evaluate('$sum($states.input.items.(quantity * price))');
const words = evaluate("$template('Order {{id}}', $states.input)");
const faults = inspectExpression('$uppercas($states.input.id)').problems;
export const mapped = { total, words, hint: faults[0]?.hint };
