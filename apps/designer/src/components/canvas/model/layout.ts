import { Graph, layout } from '@dagrejs/dagre';
import type { CanvasGraph } from './canvas-graph.ts';
import type { Point } from './route.ts';

/** Left to right, or top down. */
export type Direction = 'LR' | 'TB';
export type Positions = Readonly<Record<string, Point>>;

/** A direction that a person chose, or whichever lets the graph be read without scrolling. */
export type DirectionChoice = Direction | 'auto';
export interface LayoutResult {
  readonly positions: Positions;
  readonly direction: Direction;
  /** Edge id -> the free places that a line past other cards goes through. */
  readonly lanes: Readonly<Record<string, readonly Point[]>>;
}

/** What a layout needs of a graph: no words, so that typing does not move anything. */
export interface LayoutInput {
  readonly direction: DirectionChoice;
  /** Pixels that are there to be filled. */
  readonly view: { readonly width: number; readonly height: number };
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly edges: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly hasWords: boolean;
  }[];
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
    edges: edges
      .filter((edge) => !edge.isBack)
      .map(({ id, from, to, handle, label }) => ({ id, from, to, hasWords: label !== '' || handle !== 'next' })),
  };
}

/** Below this zoom a card loses its third line: then top down is tried. */
const READABLE_ZOOM = 0.75;

/** Positions of the nodes' top left corners, the same for the same graph and view. */
export function layOut(input: LayoutInput): LayoutResult {
  if (input.direction !== 'auto') return arrange(input, input.direction);
  const across = arrange(input, 'LR');
  const { width, height } = sizeOf(input, across.positions);
  const fits = width * READABLE_ZOOM <= input.view.width && height * READABLE_ZOOM <= input.view.height;
  return fits ? across : arrange(input, 'TB');
}

function sizeOf({ nodes }: LayoutInput, positions: Positions): { readonly width: number; readonly height: number } {
  const right = nodes.map(({ id, width }) => (positions[id]?.x ?? 0) + width);
  const bottom = nodes.map(({ id, height }) => (positions[id]?.y ?? 0) + height);
  return { width: Math.max(0, ...right), height: Math.max(0, ...bottom) };
}

/** Ways out of one step stand side by side in the order of the document. Pairs of all: neighbours may be of other ranks. */
function siblingOrder(edges: LayoutInput['edges']): { left: string; right: string }[] {
  const bySource = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const targets = bySource.get(from) ?? [];
    if (!targets.includes(to)) bySource.set(from, [...targets, to]);
  }
  return [...bySource.values()].flatMap((targets) =>
    targets.flatMap((left, index) => targets.slice(index + 1).map((right) => ({ left, right }))),
  );
}

/** Room for words on a line; top down alone, where they stand beside each other. */
const WORDS = { width: 168, height: 20, labelpos: 'c' };
/** A line to the next rank has one place in between; more of them mean that it passes other cards. */
const PLACES_TO_NEXT_RANK = 1;

function arrange({ nodes, edges }: LayoutInput, direction: Direction): LayoutResult {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: 32, ranksep: direction === 'LR' ? 72 : 56, edgesep: 16 });
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { id, from, to, hasWords } of edges)
    graph.setEdge(from, to, hasWords && direction === 'TB' ? { ...WORDS } : {}, id);
  layout(graph, { constraints: siblingOrder(edges) });
  const positions = nodes.map(({ id, width, height }) => {
    const { x, y } = graph.node(id) as Point;
    // Centres are on the grid, so that a line between two of them is straight.
    return [id, { x: snap(x) - width / 2, y: snap(y) - height / 2 }] as const;
  });
  const lanes = edges.flatMap(({ id, from, to }) => {
    const { points = [] } = graph.edge(from, to, id) as { readonly points?: readonly Point[] };
    const places = points.slice(1, -1).map(({ x, y }) => ({ x: snap(x), y: snap(y) }));
    return places.length > PLACES_TO_NEXT_RANK ? [[id, places] as const] : [];
  });
  return { positions: Object.fromEntries(positions), direction, lanes: Object.fromEntries(lanes) };
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
  return { positions, direction, lanes: {} };
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
