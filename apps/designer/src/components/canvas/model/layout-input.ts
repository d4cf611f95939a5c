import type { CanvasGraph, CanvasNode } from './canvas-graph.ts';
import { ROOT_SCOPE } from './scope.ts';

/** Left to right, or top down. */
export type Direction = 'LR' | 'TB';
/** A direction that a person chose, or whichever lets the graph be read without scrolling. */
export type DirectionChoice = Direction | 'auto';

/** What a layout needs of a graph: no words, so that typing does not move anything. */
export interface LayoutInput {
  readonly direction: DirectionChoice;
  /** Pixels that are there to be filled. */
  readonly view: { readonly width: number; readonly height: number };
  readonly root: LayoutScope;
}
/** One machine. */
export interface LayoutScope {
  readonly boxes: readonly LayoutBox[];
  readonly edges: readonly LayoutEdge[];
}
export interface LayoutBox {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Nothing leads here. */
  readonly isLost: boolean;
  /** What is drawn inside; its size is then the least one. */
  readonly lanes?: readonly LayoutScope[];
}
export interface LayoutEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly hasWords: boolean;
  readonly isBack: boolean;
}

/** The sizes and connections of a graph, machine by machine. */
export function layoutInputOf(
  { nodes, edges }: CanvasGraph,
  { direction, view }: Pick<LayoutInput, 'direction' | 'view'>,
): LayoutInput {
  const boxes = grouped(nodes);
  // The line that leads into a lane is drawn from the box around it, and moves nothing.
  const lines = grouped(edges.filter(({ slot }) => slot.kind !== 'start' || slot.scope === undefined));
  const read = (path: string): LayoutScope => ({
    boxes: (boxes.get(path) ?? []).map((node) => {
      const lanes = node.kind === 'state' ? node.lanes : undefined;
      const { id, width, height } = node;
      const box = { id, width, height, isLost: isLost(node) };
      return lanes === undefined ? box : { ...box, lanes: lanes.map(read) };
    }),
    edges: (lines.get(path) ?? []).map(({ id, from, to, handle, label, isBack }) => ({
      id,
      from,
      to,
      hasWords: label !== '' || handle !== 'next',
      isBack,
    })),
  });
  return { direction, view, root: read(ROOT_SCOPE) };
}

const isLost = (node: CanvasNode): boolean => node.kind !== 'trigger' && !node.isReachable;

function grouped<Item extends { readonly scope: string }>(
  items: readonly Item[],
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.scope);
    if (group === undefined) groups.set(item.scope, [item]);
    else group.push(item);
  }
  return groups;
}
