import { type DragEvent, useRef } from 'react';
import { DROP_TYPE } from '../../../../components/canvas/canvas-events.ts';
import { readDrop } from '../../../../components/canvas/model/drop.ts';
import { useDrop, writeDrop } from '../../hooks/use-drop.ts';
import { type OutlineRow, slotOfRow } from '../../model/outline-rows.ts';
import { useWorkbench } from '../workbench-context.ts';

interface Handlers {
  readonly onDragStart: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly onDragEnd: () => void;
}

/** Steps are dragged from line to line; what is dropped on one goes behind it. Alt and the arrows do the same. */
export function useOutlineDrop(rows: readonly OutlineRow[]): Handlers {
  const { document, selection } = useWorkbench();
  const drop = useDrop();
  const over = useRef<HTMLElement | null>(null);
  const mark = (line: HTMLElement | null): void => {
    over.current?.removeAttribute('data-drop');
    over.current = line;
    line?.setAttribute('data-drop', 'true');
  };
  const lineOf = ({ target }: DragEvent): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
  const rowOf = (line: HTMLElement | null): OutlineRow | undefined => rows.find(({ id }) => id === line?.dataset.id);
  return {
    onDragStart: (event) => {
      const row = rowOf(lineOf(event));
      if (row?.kind !== 'step') return;
      const names = selection.items.includes(row.id) ? selection.items : [row.id];
      writeDrop(event.dataTransfer, { kind: 'steps', names });
    },
    onDragOver: (event) => {
      const row = rowOf(lineOf(event));
      if (!event.dataTransfer.types.includes(DROP_TYPE) || row === undefined) return;
      const slot = slotOfRow(document, row);
      mark(slot === undefined ? null : lineOf(event));
      if (slot !== undefined) event.preventDefault();
    },
    onDragLeave: () => mark(null),
    onDrop: (event) => {
      const row = rowOf(lineOf(event));
      const dropped = readDrop(event.dataTransfer.getData(DROP_TYPE));
      const slot = row === undefined ? undefined : slotOfRow(document, row);
      mark(null);
      if (dropped === undefined || slot === undefined) return;
      event.preventDefault();
      drop(slot, dropped);
    },
    onDragEnd: () => mark(null),
  };
}
