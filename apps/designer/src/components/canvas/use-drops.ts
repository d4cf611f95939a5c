import { type DragEvent, useState } from 'react';
import { type CanvasDrop, DROP_TYPE } from './canvas-events.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import { readDrop } from './model/drop.ts';
import { slotId, type Slot } from './model/slot.ts';

interface Drops {
  /** Something is dragged that can be dropped: every + shows itself. */
  readonly isDragging: boolean;
  readonly handlers: {
    readonly onDragStart: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDragEnd: () => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}
interface Acts {
  readonly graph: CanvasGraph;
  /** The steps that go along when one of them is dragged. */
  readonly draggedWith: (name: string) => readonly string[];
  readonly onOver: (event: DragEvent) => void;
  readonly onDrop: ((slot: Slot, dropped: CanvasDrop) => void) | undefined;
}

const slotElement = (target: EventTarget): HTMLElement | SVGElement | null =>
  target instanceof Element ? target.closest<HTMLElement | SVGElement>('[data-slot]') : null;

/** Cards are dragged, and they and what comes from elsewhere are dropped, onto a + and nowhere else. */
export function useDrops({ graph, draggedWith, onOver, onDrop }: Acts): Drops {
  const [isDragging, setDragging] = useState(false);
  const start = (event: DragEvent): void => {
    const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-item]') : null;
    const name = card?.dataset.item;
    if (name === undefined || onDrop === undefined) return;
    const dropped: CanvasDrop = { kind: 'steps', names: draggedWith(name) };
    event.dataTransfer.setData(DROP_TYPE, JSON.stringify(dropped));
    event.dataTransfer.effectAllowed = 'move';
  };
  const over = (event: DragEvent): void => {
    if (onDrop === undefined || !event.dataTransfer.types.includes(DROP_TYPE)) return;
    setDragging(true);
    onOver(event);
    if (slotElement(event.target) !== null) event.preventDefault();
  };
  const leave = ({ currentTarget, relatedTarget }: DragEvent): void => {
    if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setDragging(false);
  };
  const drop = (event: DragEvent): void => {
    setDragging(false);
    const id = slotElement(event.target)?.dataset.slot;
    const edge = graph.edges.find(({ slot }) => slotId(slot) === id);
    const open = graph.nodes.find((node) => node.kind === 'open' && slotId(node.slot) === id);
    const slot = edge?.slot ?? (open?.kind === 'open' ? open.slot : undefined);
    const dropped = readDrop(event.dataTransfer.getData(DROP_TYPE));
    if (slot === undefined || dropped === undefined) return;
    event.preventDefault();
    onDrop?.(slot, dropped);
  };
  return {
    isDragging,
    handlers: {
      onDragStart: start,
      onDragOver: over,
      onDragLeave: leave,
      onDragEnd: () => setDragging(false),
      onDrop: drop,
    },
  };
}
