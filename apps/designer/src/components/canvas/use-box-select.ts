import type { WorkflowDocument } from '@millrace/machine';
import { useReactFlow } from '@xyflow/react';
import { type PointerEvent, type RefObject, useState } from 'react';
import { type CanvasSelection, NOTHING_SELECTED } from './canvas-events.ts';
import type { Picture } from './model/picture.ts';
import type { Point } from './model/route.ts';
import { boxedStates, selectStates } from './model/selection.ts';
import { type Rect, rectBetween } from './model/view.ts';

interface Shown {
  readonly root: RefObject<HTMLElement | null>;
  readonly document: WorkflowDocument;
  readonly picture: Picture | undefined;
  readonly selection: CanvasSelection;
  readonly onSelect: ((selection: CanvasSelection) => void) | undefined;
}

interface BoxSelect {
  /** The box that is being drawn, in pixels of the canvas. */
  readonly box: Rect | undefined;
  readonly onPointerDown: (event: PointerEvent) => void;
}

/** How far the pointer moves before it draws a box: less is a click. */
const LEAST_PX = 4;
const isBackground = (target: EventTarget): boolean =>
  target instanceof Element && target.classList.contains('react-flow__pane');

/** A plain drag over the background selects what it goes over; with Shift it adds. A click selects nothing. */
export function useBoxSelect({ root, document, picture, selection, onSelect }: Shown): BoxSelect {
  const flow = useReactFlow();
  const [box, setBox] = useState<Rect>();
  const select = (from: Point, to: Point, isAdded: boolean): void => {
    const area = rectBetween(flow.screenToFlowPosition(from), flow.screenToFlowPosition(to));
    const cards = (picture?.nodes ?? []).flatMap(({ node, rect }) =>
      node.kind === 'state' ? [{ name: node.name, rect, isBox: node.lanes !== undefined }] : [],
    );
    const names = boxedStates(document, cards, area);
    onSelect?.(selectStates(document, isAdded ? [...selection.items, ...names] : names, selection.current));
  };
  const onPointerDown = (event: PointerEvent): void => {
    const element = root.current;
    if (element === null || event.button !== 0 || !isBackground(event.target)) return;
    // The space bar is held: the drag moves the view.
    if (element.querySelector('.react-flow__pane.draggable') !== null) return;
    const from = { x: event.clientX, y: event.clientY };
    const isAdded = event.shiftKey;
    const { left, top } = element.getBoundingClientRect();
    // A finger that moves takes the view along.
    const draws = event.pointerType !== 'touch';
    let hasMoved = false;
    const move = ({ clientX, clientY }: globalThis.PointerEvent): void => {
      hasMoved ||= Math.hypot(clientX - from.x, clientY - from.y) >= LEAST_PX;
      if (hasMoved && draws)
        setBox(rectBetween({ x: from.x - left, y: from.y - top }, { x: clientX - left, y: clientY - top }));
    };
    const end = ({ type, clientX, clientY }: globalThis.PointerEvent): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
      setBox(undefined);
      if (type === 'pointercancel') return;
      if (hasMoved && draws) select(from, { x: clientX, y: clientY }, isAdded);
      else if (!hasMoved && !isAdded) onSelect?.(NOTHING_SELECTED);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
  };
  return { box, onPointerDown };
}
