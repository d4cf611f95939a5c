import type { MenuTarget, ScreenPlace } from '../../../../components/canvas/canvas-events.ts';
import type { Slot } from '../../../../components/canvas/model/slot.ts';

/** Beside what something opens. */
export type Anchor = ScreenPlace;

/** What is open over the page; one at a time. */
export type Overlay =
  | {
      readonly kind: 'add';
      readonly slot: Slot;
      readonly anchor: Anchor;
      /** Nothing but the steps of this connector is offered. */
      readonly only?: string | undefined;
    }
  | { readonly kind: 'replace'; readonly step: string; readonly anchor: Anchor }
  /** Without a slot, the way of the step is asked for first. */
  | { readonly kind: 'connect'; readonly from: Slot | { readonly step: string }; readonly anchor: Anchor }
  | { readonly kind: 'trigger'; readonly anchor: Anchor }
  | { readonly kind: 'extract'; readonly steps: readonly string[] }
  | { readonly kind: 'menu'; readonly target: MenuTarget; readonly anchor: Anchor };

/** A point as a rectangle. */
export const anchorAt = ({ x, y }: { readonly x: number; readonly y: number }): Anchor => ({
  left: x,
  right: x,
  top: y,
  bottom: y,
});

/** Beside what is selected: its line while the focus is in the outline, else its card; in the canvas when nothing is. */
export function anchorOfSelection(): Anchor {
  const isInOutline = document.activeElement?.closest('[data-region="outline"]') !== null;
  const card = document.querySelector(
    isInOutline
      ? '[data-region="outline"] [role="treeitem"][aria-selected="true"]'
      : '[data-region="canvas"] [role="group"][data-item][data-selected="true"]',
  );
  if (card !== null) return card.getBoundingClientRect();
  const region = document.querySelector('[data-region="canvas"]')?.getBoundingClientRect();
  return region === undefined ? anchorAt({ x: 0, y: 0 }) : anchorAt({ x: region.left + 24, y: region.top + 72 });
}
