import { type KeyboardEvent, useId, useState } from 'react';
import type { JsonValue } from '@millrace/machine';

/** The items of a list with a key each, so that a moved item keeps its caret. */
export interface ItemList {
  /** Of this list among all that are drawn. */
  readonly id: string;
  readonly rows: readonly { readonly key: number; readonly item: JsonValue | undefined }[];
  readonly set: (index: number, item: JsonValue | undefined) => void;
  readonly add: () => void;
  readonly remove: (index: number) => void;
  /** Moves an item over some others, to the end of the list at most. */
  readonly move: (index: number, by: number) => void;
}

/** Edits a list. A row without a value is no item yet. */
export function useItemList(
  items: readonly JsonValue[],
  onChange: (items: readonly JsonValue[] | undefined) => void,
): ItemList {
  const id = useId();
  const [state, setState] = useState(() => ({
    keys: items.map((_, index) => index),
    next: items.length,
    hasNew: false,
  }));
  // Undo, or another person's draft, brings items that were not put here.
  const keys = items.map((_, index) => state.keys[index] ?? -1 - index);
  const newKey = state.next;
  const store = (next: readonly JsonValue[], nextKeys: readonly number[], hasNew: boolean): void => {
    setState({ keys: [...nextKeys], next: Math.max(newKey + 1, ...nextKeys.map((key) => key + 1)), hasNew });
    onChange(next.length === 0 ? undefined : next);
  };
  return {
    id,
    rows: [
      ...items.map((item, index) => ({ key: keys[index] ?? index, item })),
      ...(state.hasNew ? [{ key: newKey, item: undefined }] : []),
    ],
    set: (index, item) => {
      if (index === items.length && item !== undefined) store([...items, item], [...keys, newKey], false);
      else if (index < items.length) store(items.with(index, item ?? ''), keys, state.hasNew);
    },
    add: () => setState({ ...state, keys, hasNew: true }),
    remove: (index) => {
      if (index === items.length) setState({ ...state, hasNew: false });
      else store(items.toSpliced(index, 1), keys.toSpliced(index, 1), state.hasNew);
    },
    move: (index, by) => {
      const to = Math.max(0, Math.min(items.length - 1, index + by));
      if (index >= items.length || to === index) return;
      store(moved(items, index, to), moved(keys, index, to), state.hasNew);
    },
  };
}

function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  return items.toSpliced(from, 1).toSpliced(to, 0, ...items.slice(from, from + 1));
}

/** Lists stand in lines or side by side: earlier and later are the same in both. */
const MOVES: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };

/** Where the arrow keys move an item from its handle. */
export const moveOf = ({ key }: KeyboardEvent): -1 | 1 | undefined => MOVES[key];
