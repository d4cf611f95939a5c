import { Graph, layout, type LayoutOptions } from '@dagrejs/dagre';
import type { Arranged } from './arrange.ts';
import type { Direction, LayoutEdge, LayoutInput, LayoutScope } from './layout-input.ts';
import { layOutBy, type LayoutResult } from './layout.ts';
import { isTriggerItem } from './items.ts';
import type { Point } from './route.ts';

const GRID = 8;
const snap = (value: number): number => Math.round(value / GRID) * GRID;

/** Room for words on a line; top down alone, where they stand beside each other. */
const WORDS = { width: 168, height: 20, labelpos: 'c' };
/** A line to the next rank has one place in between; more of them mean that it passes other cards. */
const PLACES_TO_NEXT_RANK = 1;

/** The layout of a graph. It takes a while and a library: for the worker alone. */
export const layOut = (input: LayoutInput): LayoutResult => layOutBy(input, arrangeWithDagre);

/** Ranks of nodes with as few crossings as it finds, the same for the same scope. */
function arrangeWithDagre({ boxes, edges }: LayoutScope, direction: Direction): Arranged {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: 32, ranksep: direction === 'LR' ? 72 : 56, edgesep: 16 });
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { id, from, to, hasWords } of edges)
    graph.setEdge(from, to, hasWords && direction === 'TB' ? { ...WORDS } : {}, id);
  layout(graph, { customOrder: (ranked, order) => orderRanks(ranked, { order, edges }) });
  const isAcross = direction === 'LR';
  const placed = boxes.map(({ id, width, height }) => {
    const { x, y } = graph.node(id) as Point;
    return { id, width, height, rank: isAcross ? x : y, side: snap(isAcross ? y : x) };
  });
  const ranks = ranksOf(placed.map(({ rank, width, height }) => ({ rank, length: isAcross ? width : height })));
  const rects = placed.map(({ id, width, height, rank, side }) => {
    // Cards of one rank begin at one line; centres are on the grid, so that a line between two of them is straight.
    const start = snap(ranks.get(rank)?.start ?? rank);
    const at = isAcross ? { x: start, y: side - height / 2 } : { x: side - width / 2, y: start };
    return [id, { ...at, width, height }] as const;
  });
  const ways = edges.flatMap(({ id, from, to }) => {
    const { points = [] } = graph.edge(from, to, id) as { readonly points?: readonly Point[] };
    const places = points.slice(1, -1);
    // Past a rank a line stays in its lane, and turns between ranks.
    const lanes = places.flatMap(({ x, y }) => {
      const rank = isAcross ? x : y;
      const side = snap(isAcross ? y : x);
      const { start, end } = ranks.get(rank) ?? { start: rank, end: rank };
      return [start, end].map((at) => (isAcross ? { x: snap(at), y: side } : { x: side, y: snap(at) }));
    });
    return places.length > PLACES_TO_NEXT_RANK ? [[id, lanes] as const] : [];
  });
  return { boxes: new Map(rects), ways: new Map(ways) };
}

type OrderRanks = NonNullable<LayoutOptions['customOrder']>;
type Ranked = Parameters<OrderRanks>[0];
type Order = Parameters<OrderRanks>[1];

/** Above this many nodes, with those that stand in for long lines, the search for fewer crossings takes too long. */
const MOST_SEARCHED = 600;

/** So many more crossings are better than ways that stand in another order than the document has them. */
const CROSSINGS_FOR_ORDER = 1;

/**
 * Nodes of one rank stand as they are come to, depth first and in the order of the document. Only where lines cross is
 * another order looked for, and taken when it is clearly better.
 */
function orderRanks(
  ranked: Ranked,
  { order, edges }: { readonly order: Order; readonly edges: readonly LayoutEdge[] },
): void {
  order(ranked, { disableOptimalOrderHeuristic: true });
  const crossings = ranked.nodeCount() > MOST_SEARCHED ? 0 : countCrossings(ranked);
  if (crossings <= CROSSINGS_FOR_ORDER) return;
  const places = ranked.nodes().map((id) => [ranked.node(id), orderOf(ranked, id)] as const);
  order(ranked, { constraints: siblingOrder(edges) });
  if (countCrossings(ranked) + CROSSINGS_FOR_ORDER < crossings) return;
  for (const [node, place] of places) node.order = place;
}

const orderOf = (ranked: Ranked, id: string): number => (ranked.node(id) as { readonly order: number }).order;

/** How often lines from one rank to the next cross. */
function countCrossings(ranked: Ranked): number {
  const lines = new Map<number, (readonly [from: number, to: number])[]>();
  for (const { v, w } of ranked.edges()) {
    const { rank } = ranked.node(v) as { readonly rank: number };
    const line = [orderOf(ranked, v), orderOf(ranked, w)] as const;
    const known = lines.get(rank);
    if (known === undefined) lines.set(rank, [line]);
    else known.push(line);
  }
  const crossing = ([from, to]: readonly [number, number], between: readonly (readonly [number, number])[]): number =>
    between.filter(([otherFrom, otherTo]) => from < otherFrom && to > otherTo).length;
  return [...lines.values()].flatMap((between) => between.map((line) => crossing(line, between))).reduce(add, 0);
}

const add = (sum: number, count: number): number => sum + count;

interface Rank {
  readonly start: number;
  readonly end: number;
}

/** Where each rank begins and ends, by the middle that its nodes have in common. */
function ranksOf(nodes: readonly { readonly rank: number; readonly length: number }[]): ReadonlyMap<number, Rank> {
  const ranks = new Map<number, Rank>();
  for (const { rank, length } of nodes) {
    const known = ranks.get(rank) ?? { start: rank, end: rank };
    ranks.set(rank, {
      start: Math.min(known.start, rank - length / 2),
      end: Math.max(known.end, rank + length / 2),
    });
  }
  return ranks;
}

/** Ways out of one step stand side by side in the order of the document. Pairs of all: neighbours may be of other ranks. */
function siblingOrder(edges: readonly LayoutEdge[]): { left: string; right: string }[] {
  const ways = edges.map(({ from, to }) => ({ group: from, member: to }));
  const starts = edges.flatMap(({ from, to }) => (isTriggerItem(from) ? [{ group: `to ${to}`, member: from }] : []));
  const groups = new Map<string, string[]>();
  for (const { group, member } of [...ways, ...starts]) {
    const members = groups.get(group) ?? [];
    if (!members.includes(member)) groups.set(group, [...members, member]);
  }
  return [...groups.values()].flatMap((members) =>
    members.flatMap((left, index) => members.slice(index + 1).map((right) => ({ left, right }))),
  );
}
