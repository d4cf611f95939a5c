import { StateFailure } from '../failure.ts';
import { Fields } from '../fields.ts';
import type { ChoiceState } from '../machine.ts';
import type { Step, Transition } from '../thread.ts';

/** Goes where the first rule whose condition is true leads, else to `Default`. */
export function runChoice(step: Step<ChoiceState>): Transition {
  const { name, state, input } = step;
  const fields = new Fields(step);
  for (const [index, rule] of state.Choices.entries()) {
    const place = `Choices[${index}]/`;
    if (fields.typed(rule, 'Condition', { type: 'boolean', wanted: 'true or false', place }) === true) {
      return { kind: 'next', next: rule.Next, ...fields.leave(rule, input, place) };
    }
  }
  if (state.Default === undefined) {
    throw new StateFailure('States.NoChoiceMatched', `No rule of "${name}" matched, and it has no Default.`);
  }
  // The state's own Assign and Output belong to the default path only.
  return { kind: 'next', next: state.Default, ...fields.leave(state, input) };
}
