import type { WorkflowDocument } from '@millrace/machine';
import type { Slot } from '../../../../components/canvas/model/slot.ts';
import { type Attempt, refuse } from './edit.ts';
import { connect, legalTargets, targetOf } from './ways.ts';

/** Lets a slot lead to a step of its machine, or nowhere. */
export function connectTo(document: WorkflowDocument, slot: Slot, target: string | undefined): Attempt {
  if (target !== undefined && !legalTargets(document, slot).includes(target))
    return refuse({ kind: 'scope', name: target });
  // Nothing to undo comes of a way that is let go where it led.
  if (targetOf(document, slot) === target) return { document, states: [] };
  return { document: connect(document, slot, target), states: 'state' in slot ? [slot.state] : [] };
}
