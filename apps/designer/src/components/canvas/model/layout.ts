import { Graph, layout } from '@dagrejs/dagre';
import type { CanvasGraph } from './canvas-graph.ts';

/** Left to right, or top down. */
export type Direction = 'LR' | 'TB';
export type Positions = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/** What a layout needs of a graph: no words, so that typing does not move anything. */
export interface LayoutInput {
  readonly direction: Direction;
  readonly nodes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

const GRID = 8;
const snap = (value: number): number => Math.round(value / GRID) * GRID;

/** The sizes and connections of a graph; loops are drawn afterwards, so they are left out. */
export function layoutInputOf({ nodes, edges }: CanvasGraph, direction: Direction): LayoutInput {
  return {
    direction,
    nodes: nodes.map(({ id, width, height }) => ({ id, width, height })),
    edges: edges.filter((edge) => !edge.isBack).map(({ from, to }) => ({ from, to })),
  };
}

/** Positions of the nodes' top left corners, the same for the same graph. */
export function layOut({ direction, nodes, edges }: LayoutInput): Positions {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: 32, ranksep: direction === 'LR' ? 72 : 56, edgesep: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const [index, { from, to }] of edges.entries()) graph.setEdge(from, to, {}, String(index));
  layout(graph);
  return Object.fromEntries(
    nodes.map(({ id, width, height }) => {
      const { x, y } = graph.node(id) as { readonly x: number; readonly y: number };
      return [id, { x: snap(x - width / 2), y: snap(y - height / 2) }];
    }),
  );
}

/** The layout that always comes in time: a column for each distance from the start, rows in reading order. */
export function layOutInColumns({ direction, nodes, edges }: LayoutInput): Positions {
  const column = new Map<string, number>(nodes.map(({ id }) => [id, 0]));
  for (const _ of nodes) {
    let moved = false;
    for (const { from, to } of edges) {
      const least = (column.get(from) ?? 0) + 1;
      if ((column.get(to) ?? 0) < least && least < nodes.length) {
        column.set(to, least);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const used = new Map<number, number>();
  return Object.fromEntries(
    nodes.map(({ id, height }) => {
      const rank = column.get(id) ?? 0;
      const offset = used.get(rank) ?? 0;
      used.set(rank, offset + (direction === 'LR' ? height : 248) + 32);
      return [id, direction === 'LR' ? { x: rank * 320, y: offset } : { x: offset, y: rank * 144 }];
    }),
  );
}
