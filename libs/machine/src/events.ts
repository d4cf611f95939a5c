import type { StepEvent } from './host.ts';
import type { Mutable, Step, Transition } from './step.ts';

export function eventOf({ path, name, state, input, enteredAtMs }: Step, kind: StepEvent['kind']): Mutable<StepEvent> {
  const event: Mutable<StepEvent> = { kind, path, state: name, type: state.Type, input, startedAtMs: enteredAtMs };
  if (state.Type === 'Task') event.resource = state.Resource;
  return event;
}

/** What is told of a step that has ended. */
export function endEvent(step: Step, transition: Exclude<Transition, { kind: 'suspended' }>): StepEvent {
  const failure = transition.kind === 'failed' ? transition.error : transition.caught;
  const event = eventOf(step, failure === undefined ? 'exited' : 'failed');
  event.endedAtMs = step.host.nowMs();
  if (transition.attempts !== undefined) event.attempts = transition.attempts;
  if (transition.arguments !== undefined) event.arguments = transition.arguments;
  if (transition.compensation !== undefined) event.compensation = transition.compensation;
  if (failure !== undefined) event.error = failure;
  if (transition.kind === 'failed') return event;
  event.output = transition.output;
  if (transition.assigned !== undefined) event.assigned = transition.assigned;
  if (transition.kind === 'next') event.next = transition.next;
  return event;
}
