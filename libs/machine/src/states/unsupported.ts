import { StateFailure } from '../failure.ts';
import type { MapState, ParallelState } from '../machine.ts';
import type { Step, Transition } from '../step.ts';

/** Refuses the state types that this version cannot run; `validate` says so before a document is published. */
export function refuseState(step: Step<MapState | ParallelState>): Promise<Transition> {
  return Promise.reject(
    new StateFailure(
      'States.Runtime',
      `This version of Millrace does not run ${step.state.Type} states such as "${step.name}".`,
    ),
  );
}
