// A graph with its places: what is drawn where.
import type { CanvasEdge, CanvasGraph, CanvasNode } from './canvas-graph.ts';
import { type HandlePlace, inPlace, loopPlace, outPlace } from './handles.ts';
import type { LayoutResult } from './layout.ts';
import type { Direction } from './layout-input.ts';
import { type Point, type Route, routeAside, routeForward, routeLoop, routeThrough } from './route.ts';
import { boundsOf, type Rect } from './view.ts';

export interface PlacedNode {
  readonly id: string;
  readonly node: CanvasNode;
  readonly rect: Rect;
  /** Of a box around others. */
  readonly lanes: readonly Rect[];
}
export interface PlacedEdge extends Route {
  readonly id: string;
  readonly edge: CanvasEdge;
  readonly start: Point;
  /** Where it ends: what can be dragged elsewhere. */
  readonly end: Point;
  /** Around both of its ends. */
  readonly span: Rect;
}
export interface Picture {
  readonly direction: Direction;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly bands: readonly Rect[];
}

/** Arrows stop short of the handle that they point at. */
const TIP_GAP = 6;

/** Puts a graph where its layout says. What the layout does not know yet and what leads there is left out, but for steps. */
export function pictureOf({ nodes, edges }: CanvasGraph, layout: LayoutResult): Picture {
  const placed = nodes.flatMap((node) => {
    const rect = layout.boxes[node.id] ?? meanwhile(node, edges, layout);
    return rect === undefined ? [] : [{ id: node.id, node, rect, lanes: layout.lanes[node.id] ?? [] }];
  });
  const byId = new Map(placed.map((node) => [node.id, node]));
  return {
    direction: layout.direction,
    nodes: placed,
    edges: keptApart(
      edges.flatMap((edge) => {
        const from = byId.get(edge.from);
        const to = byId.get(edge.to);
        return from === undefined || to === undefined ? [] : [placeEdge(edge, { from, to, layout, placed })];
      }),
    ),
    bands: layout.bands,
  };
}

/** A line's words and what stands on it are as high as this. */
const WORDS_PX = 22;

/** Ways of one card that lead to the same one end in the same line: what stands on them is stacked. */
function keptApart(edges: readonly PlacedEdge[]): readonly PlacedEdge[] {
  const pairs = new Map<string, PlacedEdge[]>();
  for (const placed of edges) {
    const key = JSON.stringify([placed.edge.from, placed.edge.to]);
    pairs.set(key, [...(pairs.get(key) ?? []), placed]);
  }
  const moved = new Map(
    [...pairs.values()].flatMap((same) =>
      same.length === 1
        ? []
        : same.map((placed, index) => [placed, (index - (same.length - 1) / 2) * WORDS_PX] as const),
    ),
  );
  if (moved.size === 0) return edges;
  return edges.map((placed) => {
    const by = moved.get(placed);
    return by === undefined ? placed : { ...placed, words: { x: placed.words.x, y: placed.words.y + by } };
  });
}

const MEANWHILE_GAP = 56;

/** A step that was just added stands behind the one before it until its place is known. */
function meanwhile(
  node: CanvasNode,
  edges: readonly CanvasEdge[],
  { boxes, direction }: LayoutResult,
): Rect | undefined {
  if (node.kind !== 'state') return undefined;
  const before = edges.find(({ to, from }) => to === node.id && boxes[from] !== undefined);
  const rect = before === undefined ? undefined : boxes[before.from];
  if (rect === undefined) return undefined;
  const { width, height } = node;
  return direction === 'LR'
    ? { x: rect.x + rect.width + MEANWHILE_GAP, y: rect.y + (rect.height - height) / 2, width, height }
    : { x: rect.x + (rect.width - width) / 2, y: rect.y + rect.height + MEANWHILE_GAP, width, height };
}

interface Surroundings {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly layout: LayoutResult;
  readonly placed: readonly PlacedNode[];
}

function placeEdge(edge: CanvasEdge, around: Surroundings): PlacedEdge {
  const { from, to, layout } = around;
  const { direction } = layout;
  const common = { id: edge.id, edge, span: boundsOf([from.rect, to.rect]) };
  const side = layout.loops[edge.id];
  if (side !== undefined) return { ...common, ...placeLoop(edge, side, around) };
  const place = outPlace(from.node, edge.handle, { ...from.rect, direction });
  const start = offset(place, from.rect);
  const gap = edge.isOpen ? 0 : TIP_GAP;
  const end = tip(offset(inPlace(to.rect, direction), to.rect), { direction, comes: 'forward', gap });
  return { ...common, start, end, ...routeOf(edge, { ...around, place, start, end }) };
}

/** A loop leaves and comes back at the side that it runs on, unless a card stands there; a far way ends in front. */
function placeLoop(edge: CanvasEdge, side: Point, around: Surroundings): Pick<PlacedEdge, 'start' | 'end'> & Route {
  const { from, to, layout } = around;
  const { direction } = layout;
  const isFree = freeOf(edge, around);
  const beside = (point: Point): Point => (direction === 'LR' ? { x: point.x, y: side.y } : { x: side.x, y: point.y });
  const own = outPlace(from.node, edge.handle, { ...from.rect, direction });
  const out = edge.isBack && edge.handle === 'next' ? loopPlace(from.rect, direction, 'out') : own;
  const outAt = offset(out, from.rect);
  const place = out.leaves === 'aside' && !isFree(outAt, beside(outAt)) ? own : out;
  const inAt = offset(loopPlace(to.rect, direction, 'in'), to.rect);
  const comes = edge.isBack && isFree(inAt, beside(inAt)) ? 'aside' : 'forward';
  const end = tip(comes === 'aside' ? inAt : offset(inPlace(to.rect, direction), to.rect), { direction, comes });
  const start = offset(place, from.rect);
  return { start, end, ...routeLoop({ from: start, to: end, direction, leaves: place.leaves, comes, side }) };
}

/** Whether a straight line meets no card of its machine but those that it connects. */
function freeOf(edge: CanvasEdge, { from, to, placed }: Surroundings): (one: Point, other: Point) => boolean {
  const solid = placed.filter((other) => other !== from && other !== to && other.node.scope === edge.scope);
  return (one, other) => !solid.some(({ rect }) => isBetween(rect, one, other));
}

function routeOf(
  edge: CanvasEdge,
  {
    from,
    to,
    layout,
    placed,
    place,
    start,
    end,
  }: Surroundings & { readonly place: HandlePlace; readonly start: Point; readonly end: Point },
): Route {
  const { direction } = layout;
  const ends = { from: start, to: end, direction };
  const lanes = layout.ways[edge.id];
  if (place.leaves === 'forward') return lanes === undefined ? routeForward(ends) : routeThrough(ends, lanes);
  const isFree = freeOf(edge, { from, to, layout, placed });
  const cardEnd = direction === 'LR' ? from.rect.x + from.rect.width : from.rect.y + from.rect.height;
  const index = asideIndex(edge, from.node);
  return routeAside({ ...ends, cardEnd, index, isFree }, lanes ?? []);
}

/** Of the ways of errors, the last leaves next to the card's end. */
function asideIndex({ handle }: CanvasEdge, node: CanvasNode): number {
  const count = node.kind === 'state' && 'Catch' in node.state ? node.state.Catch.length : 1;
  return count - 1 - Number(handle.split(':')[1] ?? 0);
}

const offset = <Place extends Point>(place: Place, by: Point): Place => ({
  ...place,
  x: place.x + by.x,
  y: place.y + by.y,
});

interface Tip {
  readonly direction: Direction;
  readonly comes: 'forward' | 'aside';
  readonly gap?: number;
}

/** Where a line to an input ends. */
function tip({ x, y }: Point, { direction, comes, gap = TIP_GAP }: Tip): Point {
  const isAcross = direction === 'LR';
  if (comes === 'aside') return isAcross ? { x, y: y + gap } : { x: x + gap, y };
  return isAcross ? { x: x - gap, y } : { x, y: y - gap };
}

/** How close a line may come to a card. */
const CLEAR_PX = 8;

const isBetween = ({ x, y, width, height }: Rect, one: Point, other: Point): boolean =>
  Math.max(one.x, other.x) > x - CLEAR_PX &&
  Math.min(one.x, other.x) < x + width + CLEAR_PX &&
  Math.max(one.y, other.y) > y - CLEAR_PX &&
  Math.min(one.y, other.y) < y + height + CLEAR_PX;
