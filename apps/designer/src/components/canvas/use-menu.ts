import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import type { CanvasEvents, CanvasItem, CanvasSelection, MenuTarget } from './canvas-events.ts';
import { selectOnly } from './canvas-events.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import { isEdgeItem, itemOfEdge } from './model/items.ts';

interface Shown extends Pick<CanvasEvents, 'onMenu' | 'onSelect'> {
  readonly graph: CanvasGraph;
  readonly selection: CanvasSelection;
}
interface Menu {
  readonly onContextMenu: (event: MouseEvent<HTMLElement>) => void;
  /** Opens the menu of what is selected, if a key asks for it. Tells whether it did. */
  readonly pressed: (event: KeyboardEvent<HTMLElement>) => boolean;
}

/** Menus by the right button, Shift+F10 and the menu key. What is pointed at is selected first. */
export function useMenu({ graph, selection, onMenu, onSelect }: Shown): Menu {
  // Some systems send the event of the right button after the key too.
  const hadKey = useRef(false);
  const targetOf = (item: CanvasItem | undefined): MenuTarget => {
    if (item === undefined) return { kind: 'canvas' };
    if (selection.items.length > 1 && selection.items.includes(item)) return { kind: 'selection' };
    const edge = isEdgeItem(item) ? graph.edges.find((one) => itemOfEdge(one) === item) : undefined;
    return edge === undefined ? { kind: 'item', item } : { kind: 'edge', slot: edge.slot };
  };
  return {
    onContextMenu: (event) => {
      if (onMenu === undefined) return;
      event.preventDefault();
      if (hadKey.current) {
        hadKey.current = false;
        return;
      }
      const item = itemAt(event.target);
      if (item !== undefined && !selection.items.includes(item)) onSelect?.(selectOnly(item));
      onMenu(targetOf(item), { x: event.clientX, y: event.clientY });
    },
    pressed: (event) => {
      hadKey.current = false;
      const isAsked = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
      if (!isAsked || onMenu === undefined) return false;
      hadKey.current = event.key === 'ContextMenu';
      const { current } = selection;
      const element =
        current === undefined ? event.currentTarget : (elementOf(event.currentTarget, current) ?? event.currentTarget);
      const { left, bottom, width } = element.getBoundingClientRect();
      onMenu(targetOf(current), { x: left + Math.min(24, width / 2), y: bottom });
      return true;
    },
  };
}

/** The item that a place in the picture belongs to. */
export const itemAt = (target: EventTarget): CanvasItem | undefined =>
  target instanceof Element ? target.closest<HTMLElement | SVGElement>('[data-item]')?.dataset.item : undefined;

/** What shows an item, of what can have the focus. */
export function elementOf(root: Element, item: CanvasItem): HTMLElement | undefined {
  const shown = [...root.querySelectorAll<HTMLElement>('[data-item][tabindex]')];
  return shown.find(({ dataset }) => dataset.item === item);
}
