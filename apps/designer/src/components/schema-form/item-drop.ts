import type { DragEvent } from 'react';
import type { ItemList } from './item-list.ts';

const DRAGGED_TYPE = 'application/x-millrace-item';

const draggedText = (list: ItemList, index: number): string => `${index} ${list.id}`;

/** Which item of the list is dragged; one of another list is none. */
function indexOfDragged(text: string, list: ItemList): number | undefined {
  const index = Number.parseInt(text, 10);
  return text === draggedText(list, index) ? index : undefined;
}

/** Begins to drag an item. */
export const dragItem =
  (list: ItemList, index: number) =>
  ({ dataTransfer, currentTarget, clientX, clientY }: DragEvent): void => {
    dataTransfer.setData(DRAGGED_TYPE, draggedText(list, index));
    // An item that is a card is seen to move as one.
    const card = currentTarget.closest('[data-card]');
    if (card === null) return;
    const { left, top } = card.getBoundingClientRect();
    dataTransfer.setDragImage(card, clientX - left, clientY - top);
  };

interface DropHandlers {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** Takes the item that is dropped here to the place of this one. */
export const dropOnItem = (list: ItemList, index: number): DropHandlers => ({
  onDragOver: (event) => event.preventDefault(),
  onDrop: (event) => {
    const from = indexOfDragged(event.dataTransfer.getData(DRAGGED_TYPE), list);
    if (from === undefined) return;
    event.preventDefault();
    // The item around the handle would move it once more.
    event.stopPropagation();
    list.move(from, index - from);
  },
});
