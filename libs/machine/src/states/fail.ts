import { Fields, TEXT } from '../fields.ts';
import type { FailState } from '../machine.ts';
import type { Step, Transition } from '../thread.ts';

/** Ends the machine with an error that the document names. */
export function runFail(step: Step<FailState>): Transition {
  const fields = new Fields(step);
  const error = fields.typed(step.state, 'Error', TEXT) ?? '';
  const cause = fields.typed(step.state, 'Cause', TEXT) ?? '';
  return { kind: 'failed', error: { error, cause } };
}
