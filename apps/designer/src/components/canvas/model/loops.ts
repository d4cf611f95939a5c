import type { Direction, LayoutEdge } from './layout-input.ts';
import type { Point } from './route.ts';
import type { Rect } from './view.ts';

/** How far a loop keeps from cards: half of what stands between two rows, and what its words need between two columns. */
const CLEAR = { LR: 16, TB: 56 } as const;
const STEP = 16;

/** A card, seen along the direction of the picture and across it. */
interface Solid {
  readonly from: number;
  readonly to: number;
  readonly near: number;
  readonly far: number;
}

/** How far to the side each line runs that leads back, or far ahead: in the first free row under both of its ends, or column beside them. */
export function loopsOf(
  edges: readonly LayoutEdge[],
  boxes: ReadonlyMap<string, Rect>,
  direction: Direction,
): readonly (readonly [string, Point])[] {
  const seen = ({ x, y, width, height }: Rect): Solid =>
    direction === 'LR'
      ? { from: x, to: x + width, near: y, far: y + height }
      : { from: y, to: y + height, near: x, far: x + width };
  const solid = new Map([...boxes].map(([id, rect]) => [id, seen(rect)]));
  const loops = edges.flatMap(({ id, from, to }) => {
    const ends = [solid.get(from), solid.get(to)].flatMap((end) => end ?? []);
    return ends.length === 2 ? [{ id, ...around(ends) }] : [];
  });
  // Short loops stand inside of long ones.
  loops.sort((one, other) => one.to - one.from - (other.to - other.from));
  const taken: Solid[] = [];
  return loops.map((loop) => {
    const at = freeRow(loop, [...solid.values(), ...taken], CLEAR[direction]);
    taken.push({ ...loop, near: at, far: at + STEP - CLEAR[direction] });
    return [loop.id, direction === 'LR' ? { x: 0, y: at } : { x: at, y: 0 }];
  });
}

const around = (ends: readonly Solid[]): Solid => ({
  from: Math.min(...ends.map(({ from }) => from)),
  to: Math.max(...ends.map(({ to }) => to)),
  near: Math.max(...ends.map(({ far }) => far)),
  far: Math.max(...ends.map(({ far }) => far)),
});

/** The first row from the far side of a loop's ends on that nothing stands in. */
function freeRow({ from, to, far }: Solid, solid: readonly Solid[], clear: number): number {
  const between = solid.filter((other) => other.from < to && other.to > from && other.far + clear > far);
  const rows = [far + clear, ...between.map((other) => other.far + clear)].sort((one, other) => one - other);
  const isFree = (row: number): boolean =>
    between.every(({ near, far: end }) => row <= near - clear || row >= end + clear);
  return rows.find((row) => row >= far + clear && isFree(row)) ?? far + clear;
}
