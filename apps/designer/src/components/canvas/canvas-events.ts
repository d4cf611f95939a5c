// What a canvas tells its owner. The canvas draws and walks; it changes no document.
import type { Slot } from './model/slot.ts';

/** What can be selected: a state's name, `trigger:<id>`, or `edge:<slot id>`. */
export type CanvasItem = string;

export const edgeItem = (slotText: string): CanvasItem => `edge:${slotText}`;

/** All that is selected. The last one chosen is the one whose panel is open; several are all states. */
export interface CanvasSelection {
  readonly current: CanvasItem | undefined;
  /** In the order of the outline, `current` among them. */
  readonly items: readonly CanvasItem[];
}

export const NOTHING_SELECTED: CanvasSelection = { current: undefined, items: [] };
export const selectOnly = (item: CanvasItem | undefined): CanvasSelection =>
  item === undefined ? NOTHING_SELECTED : { current: item, items: [item] };

/** What a menu was asked for. */
export type MenuTarget =
  | { readonly kind: 'canvas' }
  | { readonly kind: 'item'; readonly item: CanvasItem }
  | { readonly kind: 'selection' }
  | { readonly kind: 'edge'; readonly slot: Slot };

/** What a card says besides problems and retries; `found` is a hit of a search. */
export type CardMark = 'pinned' | 'mocked' | 'stale' | 'found';

/** How a card differs from the other side of a comparison. */
export type CardChange = 'added' | 'changed' | 'removed';

/** A rectangle of the window, beside which something may open. */
export type ScreenPlace = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>;

export interface CanvasEvents {
  readonly onSelect?: (selection: CanvasSelection) => void;
  /** A + was pressed, or chosen with the keyboard. */
  readonly onAdd?: (slot: Slot, anchor: Element) => void;
  /** The menu of something, at a place on the screen. */
  readonly onMenu?: (target: MenuTarget, at: { readonly x: number; readonly y: number }) => void;
  /** What leads from a slot shall lead elsewhere: `to` when it was dragged onto a card, absent when a picker is wanted there. */
  readonly onRetarget?: (slot: Slot, to: string | undefined, at: ScreenPlace) => void;
  /** The way is to end here. */
  readonly onDisconnect?: (slot: Slot) => void;
  /** A step, or an entry of the connector list, was dropped on a +. */
  readonly onDrop?: (slot: Slot, dropped: CanvasDrop) => void;
  /** Another iteration of a Map is to be shown; `undefined` means all together. */
  readonly onIteration?: (map: string, index: number | undefined) => void;
}

/** What is dragged over the canvas. In a drag event it travels as JSON under `DROP_TYPE`. */
export type CanvasDrop =
  { readonly kind: 'steps'; readonly names: readonly string[] } | { readonly kind: 'template'; readonly id: string };

export const DROP_TYPE = 'application/x-millrace-step';
