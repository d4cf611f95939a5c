import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type MouseEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { dropOnItem } from '../../../components/schema-form/item-drop.ts';
import { type ItemList, useItemList } from '../../../components/schema-form/item-list.ts';
import { MoveHandle } from '../../../components/schema-form/item-tools.tsx';
import type { BoardTile as Tile } from '../../../lib/contract.ts';
import type { Range } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useTileTitle } from '../hooks/use-tile-title.ts';
import { MAX_TILES, TILE_WIDTHS } from '../model/board-tiles.ts';
import styles from '../boards.module.css';
import { BoardTile } from './board-tile.tsx';
import { TileDialog } from './tile-dialog.tsx';

interface Props {
  readonly tiles: readonly Tile[];
  readonly range: Range;
  readonly onChange: (tiles: readonly Tile[]) => void;
}

/** The tiles of a board while they are arranged: by dragging, or with the arrow keys on a handle. */
export function BoardEditor({ tiles, range, onChange }: Props): ReactElement {
  const { t } = useTranslation('boards');
  const { titleOf } = useTileTitle();
  const [said, say] = useState('');
  // Which tile is looked at in the dialog; the place after the last one is that of a new one.
  const [open, setOpen] = useState(tiles.length === 0 ? 0 : undefined);
  const adder = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // What began the edit is gone, and so is the focus that it had.
    if (open === undefined && document.activeElement === document.body) adder.current?.focus();
  }, [open]);
  const plain = useItemList(tiles, (next) => onChange((next ?? []) as unknown as readonly Tile[]));
  const nameAt = (index: number): string => {
    const tile = tiles[index];
    return tile === undefined ? '' : titleOf(tile);
  };
  const list: ItemList = {
    ...plain,
    move: (index, by) => {
      const to = Math.max(0, Math.min(tiles.length - 1, index + by));
      plain.move(index, by);
      const words = { title: nameAt(index), place: to + 1, count: tiles.length };
      say(t(to === index ? 'edit.atEnd' : 'edit.moved', words));
    },
    remove: (index) => {
      plain.remove(index);
      say(t('edit.removed', { title: nameAt(index), count: tiles.length - 1 }));
    },
  };
  const keep = (tile: Tile): void => {
    const isNew = open === tiles.length;
    plain.set(open ?? tiles.length, tile);
    say(t(isNew ? 'edit.added' : 'edit.changed', { title: titleOf(tile), count: tiles.length + 1 }));
    setOpen(undefined);
  };
  return (
    <section className={styles.place} aria-label={t('tiles')}>
      <h2 className={styles.unseen}>{t('tiles')}</h2>
      <div className={styles.editBar}>
        <Button
          ref={adder}
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          disabled={tiles.length >= MAX_TILES}
          onClick={() => setOpen(tiles.length)}
        >
          {t('edit.add')}
        </Button>
        <p>{tiles.length >= MAX_TILES ? t('edit.full', { count: MAX_TILES }) : t('edit.help')}</p>
        <p role="status" className={styles.unseen}>
          {said}
        </p>
      </div>
      <ul className={styles.grid}>
        {list.rows.map(({ key, item }, index) => (
          <EditedTile
            key={key}
            {...{ list, index, range }}
            tile={item as unknown as Tile}
            title={nameAt(index)}
            onOpen={() => setOpen(index)}
            onEmpty={() => adder.current?.focus()}
          />
        ))}
      </ul>
      {open !== undefined && <TileDialog tile={tiles[open]} onKeep={keep} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

interface TileProps {
  readonly list: ItemList;
  readonly index: number;
  readonly tile: Tile;
  readonly title: string;
  readonly range: Range;
  readonly onOpen: () => void;
  /** Nothing is left that could have the focus. */
  readonly onEmpty: () => void;
}

function EditedTile({ list, index, tile, title, range, onOpen, onEmpty }: TileProps): ReactElement {
  const { t } = useTranslation('boards');
  const [isOver, setOver] = useState(false);
  const drop = dropOnItem(list, index);
  const remove = ({ currentTarget }: MouseEvent): void => {
    const card = currentTarget.closest('li');
    const next = (card?.previousElementSibling ?? card?.nextElementSibling)?.querySelector('button');
    if (next instanceof HTMLElement) next.focus();
    else onEmpty();
    list.remove(index);
  };
  return (
    <li
      className={styles.item}
      data-width={tile.width}
      data-card
      data-over={isOver}
      onDragOver={(event) => {
        drop.onDragOver(event);
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setOver(false);
      }}
      onDropCapture={() => setOver(false)}
      onDrop={drop.onDrop}
    >
      <div className={styles.tools} role="group" aria-label={title}>
        <MoveHandle list={list} index={index} name={title} />
        <SegmentedControl
          size="xs"
          aria-label={t('edit.width', { title })}
          data={TILE_WIDTHS.map((width) => ({ value: width, label: t(`width.${width}`) }))}
          value={tile.width}
          onChange={(width) => list.set(index, { ...tile, width })}
        />
        <ActionIcon variant="subtle" aria-label={t('edit.change', { title })} onClick={onOpen}>
          <IconPencil size={16} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label={t('edit.remove', { title })} onClick={remove}>
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      </div>
      <BoardTile {...{ tile, title, range }} />
    </li>
  );
}
