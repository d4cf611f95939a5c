import { Fields } from '../fields.ts';
import type { FailState } from '../machine.ts';
import type { Step, Transition } from '../step.ts';

/** Ends the machine with an error that the document names. */
export function runFail(step: Step<FailState>): Transition {
  const fields = new Fields(step);
  const error = fields.text(step.state, 'Error') ?? '';
  const cause = fields.text(step.state, 'Cause') ?? '';
  return { kind: 'failed', error: { error, cause } };
}
