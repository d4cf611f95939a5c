import { useTranslation } from '../../../lib/use-translation.ts';
import { type CanvasDrop, DROP_TYPE } from '../../../components/canvas/canvas-events.ts';
import type { Slot } from '../../../components/canvas/model/slot.ts';
import { useWorkbench } from '../components/workbench-context.ts';
import { stepChoices } from '../model/quick-add/step-choices.ts';
import { useAddChoice } from './use-add-choice.ts';

/** Puts what was dragged on a slot: steps are moved there, an entry of the connector list is added. */
export function useDrop(): (slot: Slot, dropped: CanvasDrop) => void {
  const { t } = useTranslation('workbench');
  const { commands, connectors } = useWorkbench();
  const add = useAddChoice();
  return (slot, dropped) => {
    if (dropped.kind === 'steps') {
      commands.moveTo(dropped.names, slot);
      return;
    }
    const choice = stepChoices(connectors, (key) => t(key)).find(({ id }) => id === dropped.id);
    if (choice !== undefined) add(slot, choice);
  };
}

/** Puts something into a drag. */
export function writeDrop(transfer: DataTransfer, dragged: CanvasDrop): void {
  transfer.setData(DROP_TYPE, JSON.stringify(dragged));
  transfer.effectAllowed = dragged.kind === 'steps' ? 'move' : 'copy';
}
