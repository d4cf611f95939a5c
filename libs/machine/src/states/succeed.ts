import { Fields } from '../fields.ts';
import type { SucceedState } from '../machine.ts';
import type { Step, Transition } from '../thread.ts';

/** Ends the machine with its output. */
export function runSucceed(step: Step<SucceedState>): Transition {
  const output = new Fields(step).value(step.state, 'Output');
  return { kind: 'end', output: output === undefined ? step.input : output };
}
