import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { type CanvasSelection, selectOnly } from '../../../../components/canvas/canvas-events.ts';
import { useCommandKeys } from '../../hooks/use-command-keys.ts';
import { type OutlineRow, rowAfter } from '../../model/outline-rows.ts';
import { useWorkbench } from '../workbench-context.ts';

/** What the ways to use the outline share. */
export interface OutlineActs {
  readonly tree: RefObject<HTMLUListElement | null>;
  readonly rows: readonly OutlineRow[];
  readonly fold: (row: OutlineRow, isFolded: boolean) => void;
  /** The line that a key has come to, where that is not what is selected. */
  readonly walked: string | undefined;
  readonly walkTo: (id: string | undefined) => void;
  /** What is selected by now, which may not be drawn yet. */
  readonly newestSelection: () => CanvasSelection;
}

interface Handlers {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
}

const lineOf = (tree: HTMLElement | null, id: string): HTMLElement | null =>
  tree?.querySelector<HTMLElement>(`[role=treeitem][data-id="${CSS.escape(id)}"]`) ?? null;

/** Arrows walk and fold, Shift selects several; all other keys are those of the canvas. */
export function useOutlineKeys({ tree, rows, fold, walked, walkTo, newestSelection }: OutlineActs): Handlers {
  const { selection, setSelection, refuse } = useWorkbench();
  const runCommand = useCommandKeys(refuse);
  const hasFocus = useRef(false);
  const { current } = selection;
  // A deleted line takes the focus along: it goes to the line that is selected now.
  useEffect(() => {
    if (!hasFocus.current || current === undefined) return;
    const active = document.activeElement;
    if (active === document.body || tree.current?.contains(active) === true)
      lineOf(tree.current, current)?.focus({ preventScroll: true });
  }, [tree, current]);
  // What is chosen elsewhere comes into view here.
  useEffect(() => {
    if (current !== undefined) lineOf(tree.current, current)?.scrollIntoView({ block: 'nearest' });
  }, [tree, current]);
  const walk = (row: OutlineRow, isExtending: boolean): void => {
    walkTo(undefined);
    if (isExtending && row.kind === 'step')
      setSelection({ current: row.id, items: [...new Set([...newestSelection().items, row.id])] });
    else setSelection(selectOnly(row.id));
    lineOf(tree.current, row.id)?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    const at = walked ?? newestSelection().current;
    const row = rows.find(({ id }) => id === at);
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const isFolding = row?.isParent === true && event.key === (row.isOpen ? 'ArrowLeft' : 'ArrowRight');
    if (isPlain && isFolding && !event.shiftKey) {
      event.preventDefault();
      fold(row, row.isOpen);
      return;
    }
    const next = isPlain ? rowAfter(rows, at, event.key) : undefined;
    if (next === undefined) {
      runCommand(event);
      return;
    }
    event.preventDefault();
    walk(next, event.shiftKey);
  };
  return {
    onKeyDown: press,
    onFocus: () => {
      hasFocus.current = true;
    },
    onBlur: ({ relatedTarget }) => {
      if (relatedTarget !== null) hasFocus.current = tree.current?.contains(relatedTarget) === true;
    },
  };
}
