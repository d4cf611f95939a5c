import { Fields } from '../fields.ts';
import type { PassState } from '../machine.ts';
import { follow, type Step, type Transition } from '../step.ts';

/** Hands its input on, or what `Output` makes of it. */
export function runPass(step: Step<PassState>): Transition {
  return follow(step.state, new Fields(step).leave(step.state, step.input));
}
