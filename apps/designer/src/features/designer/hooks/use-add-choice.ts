import type { Slot } from '../../../components/canvas/model/slot.ts';
import { useWorkbench } from '../components/workbench-context.ts';
import type { StepChoice } from '../model/quick-add/step-choices.ts';
import { useConnected } from './use-connected.ts';

/** Adds on a slot what somebody has chosen, wherever it was offered. */
export function useAddChoice(): (slot: Slot, choice: StepChoice) => void {
  const { commands } = useWorkbench();
  const connected = useConnected();
  return (slot, choice) => {
    if (choice.isRepeat === true) commands.repeatUntil(slot);
    else connected(choice, (template) => commands.add(slot, template));
  };
}
