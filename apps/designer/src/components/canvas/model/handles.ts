import type { CanvasNode } from './canvas-graph.ts';
import type { Direction } from './layout-input.ts';
import type { Point } from './route.ts';
import { slotsOf } from './slot.ts';
import { CHOICE_HEAD_HEIGHT, handleOf, ROW_HEIGHT } from './state-card.ts';
import type { Size } from './view.ts';

/** Where a line begins or ends on a card, from the card's corner. */
export interface HandlePlace extends Point {
  /** Forward, or to the side: down where the picture goes to the right, right where it goes down. */
  readonly leaves: 'forward' | 'aside';
}
/** A handle that is seen. */
export interface Handle extends HandlePlace {
  readonly id: string;
  /** What leads here, where a way begins, or where an error's way begins. */
  readonly kind: 'in' | 'out' | 'catch';
}

/** Catch handles stand at the lower right, wide enough apart to be hit. */
const CATCH_STEP = 24;

export function inPlace({ width, height }: Size, direction: Direction): Point {
  return direction === 'LR' ? { x: 0, y: height / 2 } : { x: width / 2, y: 0 };
}

/** Where a loop comes back to a card, and where one leaves that has no handle of its own. */
export function loopPlace({ width, height }: Size, direction: Direction, way: 'in' | 'out'): HandlePlace {
  const share = way === 'in' ? 0.25 : 0.6;
  return direction === 'LR'
    ? { x: width * share, y: height, leaves: 'aside' }
    : { x: width, y: height * share, leaves: 'aside' };
}

/** Where the way of a handle begins. */
export function outPlace(
  node: CanvasNode,
  handle: string,
  { width, height, direction }: Size & { readonly direction: Direction },
): HandlePlace {
  const [kind, index] = handle.split(':');
  if (kind === 'in') return { ...inPlace({ width, height }, direction), leaves: 'forward' };
  if (kind === 'catch') {
    const x = width - CATCH_STEP * (catchCount(node) - Number(index));
    return { x, y: height, leaves: direction === 'LR' ? 'aside' : 'forward' };
  }
  const rows = node.kind === 'state' ? node.rows : [];
  const row = rows.findIndex((candidate) => candidate.handle === handle);
  if (row < 0)
    return { ...(direction === 'LR' ? { x: width, y: height / 2 } : { x: width / 2, y: height }), leaves: 'forward' };
  return direction === 'LR'
    ? { x: width, y: CHOICE_HEAD_HEIGHT + ROW_HEIGHT * (row + 0.5), leaves: 'forward' }
    : { x: (width * (row + 1)) / (rows.length + 1), y: height, leaves: 'forward' };
}

const catchCount = (node: CanvasNode): number =>
  node.kind === 'state' && 'Catch' in node.state ? node.state.Catch.length : 0;

/** All handles of a card. */
export function handlesOf(node: CanvasNode, size: Size, direction: Direction): readonly Handle[] {
  const into: Handle = { ...inPlace(size, direction), id: 'in', kind: 'in', leaves: 'forward' };
  const out = (id: string): Handle => ({
    ...outPlace(node, id, { ...size, direction }),
    id,
    kind: id.startsWith('catch') ? 'catch' : 'out',
  });
  if (node.kind === 'open') return [];
  if (node.kind === 'trigger') return [out('next')];
  return [into, ...slotsOf(node.name, node.state).map(({ slot }) => out(handleOf(slot)))];
}
