import { Graph, layout } from '@dagrejs/dagre';
import type { CanvasGraph } from './canvas-graph.ts';

/** Left to right, or top down. */
export type Direction = 'LR' | 'TB';
export type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/** A direction that a person chose, or whichever lets the graph be read without scrolling. */
export type DirectionChoice = Direction | 'auto';
export interface LayoutResult {
  readonly positions: Positions;
  readonly direction: Direction;
}

/** What a layout needs of a graph: no words, so that typing does not move anything. */
export interface LayoutInput {
  readonly direction: DirectionChoice;
  /** Pixels that are there to be filled. */
  readonly view: { readonly width: number; readonly height: number };
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

const GRID = 8;
const snap = (value: number): number => Math.round(value / GRID) * GRID;

/** The sizes and connections of a graph; loops are drawn afterwards, so they are left out. */
export function layoutInputOf(
  { nodes, edges }: CanvasGraph,
  { direction, view }: Pick<LayoutInput, 'direction' | 'view'>,
): LayoutInput {
  return {
    direction,
    view,
    nodes: nodes.map(({ id, width, height }) => ({ id, width, height })),
    edges: edges.filter((edge) => !edge.isBack).map(({ from, to }) => ({ from, to })),
  };
}

/** Below this zoom a card loses its third line: then top down is tried. */
const READABLE_ZOOM = 0.75;

/** Positions of the nodes' top left corners, the same for the same graph and view. */
export function layOut(input: LayoutInput): LayoutResult {
  if (input.direction !== 'auto') return { positions: arrange(input, input.direction), direction: input.direction };
  const across = arrange(input, 'LR');
  const { width, height } = sizeOf(input, across);
  const fits = width * READABLE_ZOOM <= input.view.width && height * READABLE_ZOOM <= input.view.height;
  return fits ? { positions: across, direction: 'LR' } : { positions: arrange(input, 'TB'), direction: 'TB' };
}

function sizeOf({ nodes }: LayoutInput, positions: Positions): { readonly width: number; readonly height: number } {
  const right = nodes.map(({ id, width }) => (positions[id]?.x ?? 0) + width);
  const bottom = nodes.map(({ id, height }) => (positions[id]?.y ?? 0) + height);
  return { width: Math.max(0, ...right), height: Math.max(0, ...bottom) };
}

/** Ways out of one step stand side by side in the order of the document. */
function siblingOrder(edges: LayoutInput['edges']): { left: string; right: string }[] {
  const bySource = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const targets = bySource.get(from) ?? [];
    if (!targets.includes(to)) bySource.set(from, [...targets, to]);
  }
  return [...bySource.values()].flatMap((targets) =>
    targets.slice(1).map((right, index) => ({ left: targets[index] ?? right, right })),
  );
}

function arrange({ nodes, edges }: LayoutInput, direction: Direction): Positions {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: 32, ranksep: direction === 'LR' ? 72 : 56, edgesep: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const [index, { from, to }] of edges.entries()) graph.setEdge(from, to, {}, String(index));
  layout(graph, { constraints: siblingOrder(edges) });
  return Object.fromEntries(
    nodes.map(({ id, width, height }) => {
      const { x, y } = graph.node(id) as { readonly x: number; readonly y: number };
      // Centres are on the grid, so that a line between two of them is straight.
      return [id, { x: snap(x) - width / 2, y: snap(y) - height / 2 }];
    }),
  );
}

const COLUMN_PX = 320;
const ROW_PX = 144;
const GAP_PX = 32;

/** The layout that always comes in time: a column for each distance from the start, rows in reading order. */
export function layOutInColumns({ direction: choice, nodes, edges }: LayoutInput): LayoutResult {
  const direction = choice === 'TB' ? 'TB' : 'LR';
  const ranks = ranksOf(nodes, edges);
  const used = new Map<number, number>();
  const positions = Object.fromEntries(
    nodes.map(({ id, width, height }) => {
      const rank = ranks.get(id) ?? 0;
      const offset = used.get(rank) ?? 0;
      used.set(rank, offset + (direction === 'LR' ? height : width) + GAP_PX);
      return [id, direction === 'LR' ? { x: rank * COLUMN_PX, y: offset } : { x: offset, y: rank * ROW_PX }];
    }),
  );
  return { positions, direction };
}

/** The longest way from a start to each node. Rounds are bounded, so that a loop which was not left out ends too. */
function ranksOf(nodes: LayoutInput['nodes'], edges: LayoutInput['edges']): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>(nodes.map(({ id }) => [id, 0]));
  for (let round = 1, moved = true; moved && round < nodes.length; round += 1) {
    moved = false;
    for (const { from, to } of edges) {
      const least = (ranks.get(from) ?? 0) + 1;
      if ((ranks.get(to) ?? 0) >= least || least >= nodes.length) continue;
      ranks.set(to, least);
      moved = true;
    }
  }
  return ranks;
}
