import { Fields } from '../fields.ts';
import type { PassState } from '../machine.ts';
import { follow } from '../step.ts';
import type { Step, Transition } from '../thread.ts';

/** Hands its input on, or what `Output` makes of it. */
export function runPass(step: Step<PassState>): Transition {
  return follow(step.state, new Fields(step).leave(step.state, step.input));
}
