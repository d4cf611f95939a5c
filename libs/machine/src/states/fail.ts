import type { FailState } from '../machine.ts';
import { evaluateField, wrongValue, type Step, type Transition } from '../step.ts';

/** Ends the machine with an error that the document names. */
export async function runFail(step: Step<FailState>): Promise<Transition> {
  const error = await text(step, 'Error');
  const cause = await text(step, 'Cause');
  return { kind: 'failed', error: { error, cause } };
}

async function text(step: Step<FailState>, name: 'Error' | 'Cause'): Promise<string> {
  const template = step.state[name];
  if (template === undefined) return '';
  const value = await evaluateField(step, { name, template });
  if (typeof value === 'string') return value;
  throw wrongValue(name, 'a string', value);
}
