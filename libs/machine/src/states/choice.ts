import { StateFailure } from '../failure.ts';
import type { ChoiceRule, ChoiceState } from '../machine.ts';
import { evaluateField, leave, wrongValue, type Step, type Transition } from '../step.ts';

/** Goes where the first rule whose condition is true leads, else to `Default`. */
export async function runChoice(step: Step<ChoiceState>): Promise<Transition> {
  for (const [index, rule] of step.state.Choices.entries()) {
    if (!(await holds(step, rule, index))) continue;
    const left = await leave(step, rule, { unchanged: step.input, field: `Choices[${index}]/` });
    return { kind: 'next', next: rule.Next, ...left };
  }
  if (step.state.Default === undefined) {
    throw new StateFailure('States.NoChoiceMatched', `No rule of "${step.name}" matched, and it has no Default.`);
  }
  // The state's own Assign and Output belong to the default path only.
  return { kind: 'next', next: step.state.Default, ...(await leave(step, step.state, { unchanged: step.input })) };
}

async function holds(step: Step<ChoiceState>, { Condition }: ChoiceRule, index: number): Promise<boolean> {
  const name = `Choices[${index}]/Condition`;
  const value = await evaluateField(step, { name, template: Condition });
  if (typeof value === 'boolean') return value;
  throw wrongValue(name, 'true or false', value);
}
