import type { WorkflowDocument } from '@millrace/machine';
import { findState } from '../../../../components/canvas/model/scope.ts';
import { slotsOf } from '../../../../components/canvas/model/slot.ts';
import { checked } from './checked.ts';
import { type Attempt, refuse } from './edit.ts';
import { connect, lead, pointersTo, targetOf } from './ways.ts';

/** Swaps a step with the one before or after it on its way. */
export function moveStep(document: WorkflowDocument, name: string, direction: 'earlier' | 'later'): Attempt {
  const other =
    direction === 'later' ? targetOf(document, { kind: 'next', state: name }) : predecessorOf(document, name);
  if (other === undefined) return refuse({ kind: isPlain(document, name) ? 'end' : 'branches', name });
  const [first, second] = direction === 'later' ? [name, other] : [other, name];
  if (first === second || !isPlain(document, first) || !isPlain(document, second))
    return refuse({ kind: 'branches', name });
  return checked(document, { document: swapped(document, first, second), states: [name] });
}

function swapped(document: WorkflowDocument, first: string, second: string): WorkflowDocument {
  const rest = targetOf(document, { kind: 'next', state: second });
  const led = lead(document, pointersTo(document, first), second);
  const onward = connect(led, { kind: 'next', state: first }, rest === first ? undefined : rest);
  return connect(onward, { kind: 'next', state: second }, first);
}

/** Whether a step goes on in one way, whatever happens on the way of an error. */
function isPlain(document: WorkflowDocument, name: string): boolean {
  const state = findState(document, name);
  return state !== undefined && slotsOf(name, state).some(({ slot }) => slot.kind === 'next');
}

function predecessorOf(document: WorkflowDocument, name: string): string | undefined {
  const ways = pointersTo(document, name).flatMap((slot) => (slot.kind === 'next' ? [slot.state] : []));
  return ways.length === 1 ? ways[0] : undefined;
}
