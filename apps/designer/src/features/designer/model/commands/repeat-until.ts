import type { State, WorkflowDocument } from '@millrace/machine';
import type { Slot } from '../../../../components/canvas/model/slot.ts';
import { freeStateName } from '../names.ts';
import { type Attempt, refuse } from './edit.ts';
import { addEnd, connect, scopeOfSlot, targetOf, withStates } from './ways.ts';

/** Adds a condition on a slot: until it holds, the way leads back to the step before. It holds at once until it is written. */
export function repeatUntil(
  document: WorkflowDocument,
  slot: Slot,
  { title, endTitle }: { readonly title: string; readonly endTitle: string },
): Attempt {
  const scope = scopeOfSlot(document, slot);
  if (scope === undefined) return refuse({ kind: 'nothing' });
  if (slot.kind === 'start') return refuse({ kind: 'nothingBefore' });
  const name = freeStateName(document, title);
  const onward = targetOf(document, slot);
  // A rule has to lead somewhere.
  const end = onward === undefined ? addEnd(document, slot, endTitle) : { document, name: onward };
  const state: State = { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: end.name }], Default: slot.state };
  const added = withStates(end.document, scope.path, (states) => ({ ...states, [name]: state }));
  return { document: connect(added, slot, name), states: [name] };
}
