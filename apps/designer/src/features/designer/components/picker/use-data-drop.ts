import type { DOMAttributes, DragEvent } from 'react';
import { usePanel } from '../panel/panel-context.ts';
import { droppedOf, PICKED_TYPE, type Picked } from './picked.ts';
import { useKeeping, usePreparedPick } from './use-prepared-pick.ts';

/** A field that takes what is dropped on it as if it was picked for it. */
export function useDataDrop(
  onPick: (picked: Picked) => void,
): Pick<DOMAttributes<HTMLElement>, 'onDragOver' | 'onDropCapture'> {
  const { roots } = usePanel();
  const pick = usePreparedPick(onPick);
  return {
    onDragOver: (event) => event.dataTransfer.types.includes(PICKED_TYPE) && event.preventDefault(),
    onDropCapture: (event) => {
      const picked = droppedOf(event, roots);
      if (picked === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      pick(picked);
    },
  };
}

/**
 * What stands around editors, which put the text of a drop where the pointer is: what it reads is kept. Before they do, since they
 * draw anew what it was dropped on.
 */
export function useEditorDrop(): (event: DragEvent) => void {
  const { roots } = usePanel();
  const keep = useKeeping();
  return (event) => {
    const picked = droppedOf(event, roots);
    if (picked !== undefined) keep(picked);
  };
}
