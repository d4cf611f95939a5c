import { ActionIcon } from '@mantine/core';
import { IconGripVertical, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './form.module.css';
import { type ItemList, moveOf } from './item-list.ts';
import { FIELD_WORDS } from './words.ts';

interface Props {
  readonly list: ItemList;
  readonly index: number;
  /** What the item is called. */
  readonly name: string;
}

const DRAGGED_TYPE = 'application/x-millrace-item';

const draggedText = (list: ItemList, index: number): string => `${index} ${list.id}`;

/** Which item of the list is dragged; one of another list is none. */
function indexOfDragged(text: string, list: ItemList): number | undefined {
  const index = Number.parseInt(text, 10);
  return text === draggedText(list, index) ? index : undefined;
}

/** Moves an item: by dragging, or with the arrow keys. */
export function MoveHandle({ list, index, name }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <button
      type="button"
      className={styles.handle}
      aria-label={t('list.move', { name })}
      title={t('list.moveHelp')}
      draggable
      onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED_TYPE, draggedText(list, index))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={({ dataTransfer }) => {
        const from = indexOfDragged(dataTransfer.getData(DRAGGED_TYPE), list);
        if (from !== undefined) list.move(from, index - from);
      }}
      onKeyDown={(event) => {
        const by = moveOf(event);
        if (by === undefined) return;
        event.preventDefault();
        list.move(index, by);
      }}
    >
      <IconGripVertical size={14} aria-hidden="true" />
    </button>
  );
}

/** Takes an item away. */
export function RemoveItem({ list, index }: Omit<Props, 'name'>): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <ActionIcon aria-label={t('list.remove', { number: index + 1 })} onClick={() => list.remove(index)}>
      <IconTrash size={16} />
    </ActionIcon>
  );
}
