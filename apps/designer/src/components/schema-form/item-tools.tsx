import { ActionIcon } from '@mantine/core';
import { IconGripVertical, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './form.module.css';
import { dragItem, dropOnItem } from './item-drop.ts';
import { type ItemList, moveOf } from './item-list.ts';
import { FIELD_WORDS } from './words.ts';

interface Props {
  readonly list: ItemList;
  readonly index: number;
  /** What the item is called. */
  readonly name: string;
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
      onDragStart={dragItem(list, index)}
      {...dropOnItem(list, index)}
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
