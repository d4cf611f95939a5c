import type { PassState } from '../machine.ts';
import { follow, leave, type Step, type Transition } from '../step.ts';

/** Hands its input on, or what `Output` makes of it. */
export async function runPass(step: Step<PassState>): Promise<Transition> {
  return follow(step.state, await leave(step, step.state, { unchanged: step.input }));
}
