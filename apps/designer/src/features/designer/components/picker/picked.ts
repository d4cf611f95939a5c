import type { DragEvent } from 'react';
import type { PickerRow } from './picker-rows.ts';

/** What is picked: an expression, and what else is known of it. */
export type Picked = Pick<PickerRow, 'expression' | 'name' | 'isMany' | 'root'>;

/** The kind of data that a drag of a row carries. */
export const PICKED_TYPE = 'application/x-millrace-data';

/** What of the picker was dropped on an element itself: a dialog within it is drawn elsewhere, and takes its own drops. */
export function droppedOf(
  { dataTransfer, currentTarget, target }: DragEvent,
  roots: readonly Picked['root'][],
): Picked | undefined {
  const text = dataTransfer.getData(PICKED_TYPE);
  if (text === '' || !currentTarget.contains(target as Node)) return undefined;
  const { rootId, ...rest } = JSON.parse(text) as Omit<Picked, 'root'> & { readonly rootId: string };
  const root = roots.find(({ id }) => id === rootId);
  return root === undefined ? undefined : { ...rest, root };
}

/** A row as a drag carries it. A root may hold functions, so it is found again by its id. */
export function dragged({ expression, name, isMany, root }: Picked): string {
  return JSON.stringify({ expression, name, isMany, rootId: root.id });
}
