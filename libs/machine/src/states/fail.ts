import { StateFailure } from '../failure.ts';
import type { FailState } from '../machine.ts';
import { evaluateField, type Step, type Transition } from '../step.ts';

/** Ends the machine with an error that the document names. */
export async function runFail(step: Step<FailState>): Promise<Transition> {
  const error = await text(step, 'Error', step.state.Error);
  const cause = await text(step, 'Cause', step.state.Cause);
  return { kind: 'failed', error: { error, cause } };
}

async function text(step: Step<FailState>, field: string, template: string | undefined): Promise<string> {
  if (template === undefined) return '';
  const value = await evaluateField(step, field, template);
  if (typeof value === 'string') return value;
  throw new StateFailure(
    'States.QueryEvaluationError',
    `The field '${field}' must give a string, but gave ${JSON.stringify(value)}.`,
  );
}
