import type { MouseEvent } from 'react';
import { selectOnly } from '../../../../components/canvas/canvas-events.ts';
import type { OutlineRow } from '../../model/outline-rows.ts';
import { anchorAt } from '../menus/overlay.ts';
import { useWorkbench } from '../workbench-context.ts';
import type { OutlineActs } from './use-outline-keys.ts';

interface Handlers {
  readonly onClick: (event: MouseEvent) => void;
  readonly onDoubleClick: (event: MouseEvent) => void;
  readonly onContextMenu: (event: MouseEvent) => void;
}

const within = (event: MouseEvent, selector: string): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;

/** A click selects; with Mod several, with Shift all up to there; the right button opens the menu. */
export function useOutlineMouse({ tree, rows, fold, walkTo, newestSelection }: Omit<OutlineActs, 'walked'>): Handlers {
  const { setSelection, open } = useWorkbench();
  const rowOf = (event: MouseEvent): OutlineRow | undefined => {
    const id = within(event, '[role=treeitem]')?.dataset.id;
    return rows.find((row) => row.id === id);
  };
  const openMenu = (row: OutlineRow, at: { readonly x: number; readonly y: number }): void => {
    if (!newestSelection().items.includes(row.id)) setSelection(selectOnly(row.id));
    open({ kind: 'menu', target: { kind: 'item', item: row.id }, anchor: anchorAt(at) });
  };
  return {
    onClick: (event) => {
      const row = rowOf(event);
      if (row === undefined) return;
      walkTo(undefined);
      if (within(event, '[data-fold]') !== null) fold(row, row.isOpen);
      else if (within(event, '[data-menu]') !== null) openMenu(row, { x: event.clientX, y: event.clientY });
      else setSelection(selectionBy(event, row, { rows, selection: newestSelection() }));
    },
    onDoubleClick: (event) => {
      const row = rowOf(event);
      if (row?.isParent === true) fold(row, row.isOpen);
    },
    onContextMenu: (event) => {
      event.preventDefault();
      const row = rowOf(event) ?? rows.find(({ id }) => id === newestSelection().current);
      const line = tree.current?.querySelector('[role=treeitem][aria-selected=true]')?.getBoundingClientRect();
      // The key for menus gives no place of its own.
      const isByKey = event.button !== 2 && line !== undefined;
      if (row !== undefined)
        openMenu(row, isByKey ? { x: line.left + 24, y: line.bottom } : { x: event.clientX, y: event.clientY });
    },
  };
}

function selectionBy(
  { ctrlKey, metaKey, shiftKey }: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>,
  row: OutlineRow,
  { rows, selection }: { readonly rows: readonly OutlineRow[]; readonly selection: ReturnType<typeof selectOnly> },
): ReturnType<typeof selectOnly> {
  if (row.kind !== 'step' || (!ctrlKey && !metaKey && !shiftKey)) return selectOnly(row.id);
  if (shiftKey) {
    const ends = [rows.findIndex(({ id }) => id === selection.current), rows.indexOf(row)].sort((a, b) => a - b);
    const [first = 0, last = 0] = ends;
    const steps = rows.slice(Math.max(0, first), last + 1).filter(({ kind }) => kind === 'step');
    return { current: row.id, items: steps.map(({ id }) => id) };
  }
  const others = selection.items.filter((id) => id !== row.id);
  if (others.length < selection.items.length) return { current: others.at(-1), items: others };
  return { current: row.id, items: [...others, row.id] };
}
