import type { WorkflowDocument } from '@millrace/machine';
import { useReactFlow } from '@xyflow/react';
import { type PointerEvent, useState } from 'react';
import type { CanvasItem } from './canvas-events.ts';
import type { PlacedEdge } from './model/picture.ts';
import type { Point } from './model/route.ts';
import { findPlace } from './model/scope.ts';
import type { Slot } from './model/slot.ts';

interface Pulled {
  readonly from: Point;
  readonly to: Point;
  /** The card under the pointer, and whether the line may lead there. */
  readonly over: { readonly name: string; readonly isAllowed: boolean } | undefined;
}
interface Pull {
  readonly pulled: Pulled | undefined;
  readonly start: (edge: PlacedEdge, event: PointerEvent<HTMLElement>) => void;
}
interface Acts {
  readonly document: WorkflowDocument;
  readonly onRetarget: (slot: Slot, to: string, anchor: Element) => void;
  /** It was let go over a card that it may not lead to. */
  readonly onRefuse: () => void;
}

/** The card at a place on the screen. */
function cardAt(x: number, y: number): { readonly item: CanvasItem; readonly element: Element } | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const card = element.closest<HTMLElement>('[role=group][data-item]');
    const item = card?.dataset.item;
    if (card !== null && item !== undefined && !item.startsWith('edge:')) return { item, element: card };
  }
  return undefined;
}

/** Leads the end of a line to another card of the same machine. */
export function usePull({ document, onRetarget, onRefuse }: Acts): Pull {
  const flow = useReactFlow();
  const [pulled, setPulled] = useState<Pulled>();
  const start: Pull['start'] = ({ edge, start: from }, down) => {
    down.preventDefault();
    down.stopPropagation();
    const over = (x: number, y: number): Pulled['over'] => {
      const name = cardAt(x, y)?.item;
      if (name === undefined) return undefined;
      return { name, isAllowed: findPlace(document, name)?.scope.path === edge.scope };
    };
    const move = ({ clientX: x, clientY: y }: globalThis.PointerEvent): void =>
      setPulled({ from, to: flow.screenToFlowPosition({ x, y }), over: over(x, y) });
    const stop = ({ type, clientX: x, clientY: y }: globalThis.PointerEvent): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', stop);
      removeEventListener('pointercancel', stop);
      setPulled(undefined);
      const card = type === 'pointerup' ? cardAt(x, y) : undefined;
      if (card === undefined) return;
      if (over(x, y)?.isAllowed === true) onRetarget(edge.slot, card.item, card.element);
      else onRefuse();
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', stop);
    addEventListener('pointercancel', stop);
  };
  return { pulled, start };
}
