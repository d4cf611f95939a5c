import type { SucceedState } from '../machine.ts';
import { leave, type Step, type Transition } from '../step.ts';

/** Ends the machine with its output. */
export async function runSucceed(step: Step<SucceedState>): Promise<Transition> {
  const leaving = step.state.Output === undefined ? {} : { Output: step.state.Output };
  return { kind: 'end', ...(await leave(step, leaving, { unchanged: step.input })) };
}
