// Which part of a picture is on the screen.
import type { Direction } from './layout-input.ts';
import type { Point } from './route.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export type Rect = Point & Size;
/** Screen = picture × zoom + offset. */
export interface View extends Point {
  readonly zoom: number;
}

export const LEAST_ZOOM = 0.1;
/** Below this names cannot be read: then the picture begins at its start instead of being fitted. */
const READABLE_ZOOM = 0.55;
const BEGINNING_ZOOM = 0.9;
const MARGIN_PX = 56;
/** The room that a step keeps from the edge when it is brought into view. */
const SHOWN_PX = 24;

/** The smallest rectangle around all. */
export function boundsOf(rects: readonly Rect[]): Rect {
  const left = Math.min(...rects.map(({ x }) => x));
  const top = Math.min(...rects.map(({ y }) => y));
  const right = Math.max(...rects.map(({ x, width }) => x + width));
  const bottom = Math.max(...rects.map(({ y, height }) => y + height));
  return rects.length === 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Everything, in the middle; never larger than it is. */
export function viewOfAll(bounds: Rect, room: Size): View {
  const fitting = Math.min(
    (room.width - 2 * MARGIN_PX) / Math.max(1, bounds.width),
    (room.height - 2 * MARGIN_PX) / Math.max(1, bounds.height),
  );
  const zoom = Math.min(1, Math.max(LEAST_ZOOM, fitting));
  return centred(bounds, room, zoom);
}

function centred(rect: Rect, room: Size, zoom: number): View {
  return {
    x: room.width / 2 - (rect.x + rect.width / 2) * zoom,
    y: room.height / 2 - (rect.y + rect.height / 2) * zoom,
    zoom,
  };
}

/** What is seen first: everything if it can be read, else the beginning. */
export function firstView(rects: readonly Rect[], room: Size, direction: Direction): View {
  const all = viewOfAll(boundsOf(rects), room);
  const [start] = rects;
  if (all.zoom >= READABLE_ZOOM || start === undefined) return all;
  const view = centred(start, room, BEGINNING_ZOOM);
  return direction === 'TB'
    ? { ...view, y: MARGIN_PX - start.y * BEGINNING_ZOOM }
    : { ...view, x: MARGIN_PX - start.x * BEGINNING_ZOOM };
}

/** The view moved as little as it takes to see a rectangle; the same view when it is seen. */
export function viewWith(rect: Rect, view: View, room: Size): View {
  const x = shifted(view.x + rect.x * view.zoom, rect.width * view.zoom, room.width);
  const y = shifted(view.y + rect.y * view.zoom, rect.height * view.zoom, room.height);
  return x === 0 && y === 0 ? view : { ...view, x: view.x + x, y: view.y + y };
}

/** How far something has to move to lie between the edges; its beginning counts where it is too long. */
function shifted(start: number, length: number, room: number): number {
  const end = start + length;
  if (start >= SHOWN_PX && end <= room - SHOWN_PX) return 0;
  return start < SHOWN_PX || length > room - 2 * SHOWN_PX ? SHOWN_PX - start : room - SHOWN_PX - end;
}

/** The view in which a rectangle that has moved in the picture stands where it stood on the screen. */
export function viewAnchored(before: Point, after: Point, view: View): View {
  return { ...view, x: view.x + (before.x - after.x) * view.zoom, y: view.y + (before.y - after.y) * view.zoom };
}

/** How much a card shows. */
export type Detail = 'all' | 'two' | 'name';

export function detailAt(zoom: number): Detail {
  if (zoom >= 0.9) return 'all';
  return zoom >= READABLE_ZOOM ? 'two' : 'name';
}

/** Whether two rectangles have a part in common. */
export const meets = (one: Rect, other: Rect): boolean =>
  one.x < other.x + other.width &&
  one.x + one.width > other.x &&
  one.y < other.y + other.height &&
  one.y + one.height > other.y;

/** Whether one rectangle is all inside of another. */
export const encloses = (outer: Rect, inner: Rect): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;

/** The part of the picture on the screen and half a screen around it, in steps of half a screen. */
export function areaSeen({ x, y, zoom }: View, { width, height }: Size): Rect {
  // The zoom in steps too: while it changes a little, the area stays the same.
  const scale = 2 ** Math.floor(Math.log2(zoom));
  const step = { x: width / 2 / scale, y: height / 2 / scale };
  const left = Math.floor(-x / zoom / step.x) - 1;
  const top = Math.floor(-y / zoom / step.y) - 1;
  return { x: left * step.x, y: top * step.y, width: 5 * step.x, height: 5 * step.y };
}

/** A rectangle between two points, whichever comes first. */
export function rectBetween(one: Point, other: Point): Rect {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return { x, y, width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) };
}

/** How much larger names are drawn below the zoom at which they could be read, in steps. */
export function nameScaleAt(zoom: number): number {
  return zoom >= READABLE_ZOOM ? 1 : Math.round(10 / zoom) / 10;
}
