import type { WorkflowDocument } from '@millrace/machine';
import { useReactFlow } from '@xyflow/react';
import { type PointerEvent, useState } from 'react';
import type { CanvasItem, ScreenPlace } from './canvas-events.ts';
import type { PlacedEdge } from './model/picture.ts';
import { type PullRefusal, whyNotPulled } from './model/pull-target.ts';
import type { Point } from './model/route.ts';
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
  readonly onMove: (event: globalThis.PointerEvent) => void;
  /** Without a target it was let go where no card is. */
  readonly onRetarget: (slot: Slot, to: string | undefined, at: ScreenPlace) => void;
  /** It was let go over a card that it may not lead to. */
  readonly onRefuse: (why: PullRefusal) => void;
}

/** The card at a place on the screen. */
function cardAt(x: number, y: number): CanvasItem | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const item = element.closest<HTMLElement>('[role=group][data-item]')?.dataset.item;
    if (item !== undefined && !item.startsWith('edge:')) return item;
  }
  return undefined;
}

/** Whether a place on the screen is one of the picture, and not of what stands over it or beside it. */
const isOfPicture = (x: number, y: number): boolean =>
  (document.elementFromPoint(x, y)?.closest('.react-flow') ?? null) !== null;

/** Leads the end of a line to another card of the same machine. Escape lets go of it. */
export function usePull({ document, onMove, onRetarget, onRefuse }: Acts): Pull {
  const flow = useReactFlow();
  const [pulled, setPulled] = useState<Pulled>();
  const start: Pull['start'] = ({ edge, start: from }, down) => {
    down.preventDefault();
    down.stopPropagation();
    const stopping = new AbortController();
    const stop = (): void => {
      stopping.abort();
      setPulled(undefined);
    };
    const on = { signal: stopping.signal };
    addEventListener(
      'pointermove',
      (event) => {
        const { clientX: x, clientY: y } = event;
        onMove(event);
        const name = cardAt(x, y);
        const over =
          name === undefined ? undefined : { name, isAllowed: whyNotPulled(document, edge, name) === undefined };
        setPulled({ from, to: flow.screenToFlowPosition({ x, y }), over });
      },
      on,
    );
    addEventListener('pointercancel', stop, on);
    addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        stop();
      },
      { ...on, capture: true },
    );
    addEventListener(
      'pointerup',
      ({ clientX: x, clientY: y }) => {
        stop();
        const card = cardAt(x, y);
        if (card === undefined && !isOfPicture(x, y)) return;
        const why = card === undefined ? undefined : whyNotPulled(document, edge, card);
        if (why === undefined) onRetarget(edge.slot, card, { left: x, right: x, top: y, bottom: y });
        else onRefuse(why);
      },
      on,
    );
  };
  return { pulled, start };
}
