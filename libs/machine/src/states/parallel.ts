import type { Machine, ParallelState } from '../machine.ts';
import type { Step, Transition } from '../thread.ts';
import { runThreads, type Plan } from '../threads.ts';

/** Runs all branches at once on the same input. The first failure is the state's own, under the name that it has. */
export function runParallel(step: Step<ParallelState>): Promise<Transition> {
  const { Branches } = step.state;
  return runThreads(step, (fields) => {
    const given = fields.value(step.state, 'Arguments');
    const input = given === undefined ? step.input : given;
    const endOf: Plan['endOf'] = (_, error) => error;
    const count = Branches.length;
    const machineOf = (index: number): Machine => Branches[index] ?? { StartAt: '', States: {} };
    return { count, concurrency: count, machineOf, inputOf: () => input, endOf, alias: 'States.BranchFailed' };
  });
}
