import { Fields, wrongValue } from '../fields.ts';
import type { FailState } from '../machine.ts';
import type { Step, Transition } from '../step.ts';

/** Ends the machine with an error that the document names. */
export function runFail(step: Step<FailState>): Transition {
  const fields = new Fields(step);
  const error = text(fields, step.state, 'Error');
  const cause = text(fields, step.state, 'Cause');
  return { kind: 'failed', error: { error, cause } };
}

function text(fields: Fields, state: FailState, name: 'Error' | 'Cause'): string {
  const value = fields.value(state, name);
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw wrongValue(name, 'a string', value);
}
