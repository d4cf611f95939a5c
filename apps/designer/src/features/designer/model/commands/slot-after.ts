import type { WorkflowDocument } from '@millrace/machine';
import { findState } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotsOf } from '../../../../components/canvas/model/slot.ts';

/** Where a step is added when nothing says more: behind the selected one, else at the start. */
export function slotAfter(document: WorkflowDocument, selected: string | undefined): Slot {
  const state = selected === undefined ? undefined : findState(document, selected);
  const first = selected === undefined || state === undefined ? undefined : slotsOf(selected, state)[0];
  return first?.slot ?? { kind: 'start' };
}

/** Where a step is added that is to be the last one. */
export const slotAtEnd = (document: WorkflowDocument): Slot =>
  slotAfter(document, Object.keys(document.machine.States).at(-1));
