import type { Point } from './route.ts';
import type { Rect, Size } from './view.ts';

type Entries<Value> = readonly (readonly [id: string, value: Value])[];

/** Where a part of a picture stands, seen from the part's own corner. */
export interface Placement extends Size {
  /** Of nodes. */
  readonly boxes: Entries<Rect>;
  /** Of edges: the free places that a line past other cards goes through. */
  readonly ways: Entries<readonly Point[]>;
  /** Of edges that lead back: how far to the side of everything else they run. */
  readonly loops: Entries<Point>;
  /** Of nodes around others: their lanes. */
  readonly lanes: Entries<readonly Rect[]>;
  /** Around what nothing leads to. */
  readonly bands: readonly Rect[];
}

/** A part that stands in another one. */
export function shifted({ width, height, ...part }: Placement, by: Point): Placement {
  const move = <At extends Point>(at: At): At => ({ ...at, x: at.x + by.x, y: at.y + by.y });
  return {
    width,
    height,
    boxes: part.boxes.map(([id, rect]) => [id, move(rect)]),
    ways: part.ways.map(([id, points]) => [id, points.map(move)]),
    loops: part.loops.map(([id, point]) => [id, move(point)]),
    lanes: part.lanes.map(([id, rects]) => [id, rects.map(move)]),
    bands: part.bands.map(move),
  };
}

/** Several parts as one of a given size. */
export function joined(parts: readonly Placement[], { width, height }: Size): Placement {
  return {
    width,
    height,
    boxes: parts.flatMap(({ boxes }) => boxes),
    ways: parts.flatMap(({ ways }) => ways),
    loops: parts.flatMap(({ loops }) => loops),
    lanes: parts.flatMap(({ lanes }) => lanes),
    bands: parts.flatMap(({ bands }) => bands),
  };
}
