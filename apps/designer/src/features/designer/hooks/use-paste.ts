import type { ClipboardEvent } from 'react';
import { useWorkbench } from '../components/workbench-context.ts';
import { slotOfSelection } from './use-designer-commands.ts';

/** Adds the steps of a copied text behind what is selected: on the canvas, and in the outline, which is an equal way to everything. */
export function usePaste(): (event: ClipboardEvent) => void {
  const workbench = useWorkbench();
  return (event) => {
    event.preventDefault();
    workbench.commands.paste(event.clipboardData.getData('text/plain'), slotOfSelection(workbench));
  };
}
