// Where the arrow keys lead: along the lines, and between what stands beside each other.
import type { CanvasItem } from '../canvas-events.ts';
import type { CanvasEdge, CanvasGraph, CanvasNode, StateNode } from './canvas-graph.ts';
import { isEdgeItem, isStateItem, itemOfEdge, itemOfNode } from './items.ts';

interface At {
  readonly item: CanvasItem;
  /** What the walk came from: the way back along a line and forward again leads to the next way out. */
  readonly before: CanvasItem | undefined;
}
type Walk = (graph: CanvasGraph, at: At) => CanvasItem | undefined;

const nodeOf = ({ nodes }: CanvasGraph, item: CanvasItem): CanvasNode | undefined =>
  nodes.find((node) => node.kind !== 'open' && itemOfNode(node) === item);
const edgeOf = ({ edges }: CanvasGraph, item: CanvasItem): CanvasEdge | undefined =>
  edges.find((edge) => itemOfEdge(edge) === item);
const nodeById = ({ nodes }: CanvasGraph, id: string): CanvasNode | undefined => nodes.find((node) => node.id === id);

/** The ways out of a node; those into the lanes of a box lead inside instead. */
const waysOut = ({ edges }: CanvasGraph, id: string): readonly CanvasEdge[] =>
  edges.filter(({ from, handle }) => from === id && handle !== 'in');
const waysIn = ({ edges }: CanvasGraph, id: string): readonly CanvasEdge[] =>
  edges.filter(({ from, handle }) => from === id && handle === 'in');

/** The box that a node is in. */
const boxAround = ({ nodes }: CanvasGraph, scope: string): StateNode | undefined =>
  nodes.find((node): node is StateNode => node.kind === 'state' && node.lanes?.includes(scope) === true);

/** The first way out of the box that a scope is in: where a way that ends inside goes on. */
function outOfBox(graph: CanvasGraph, scope: string): CanvasItem | undefined {
  const box = boxAround(graph, scope);
  if (box === undefined) return undefined;
  const [way] = waysOut(graph, box.id);
  return way === undefined ? outOfBox(graph, box.scope) : itemOfEdge(way);
}

const forward: Walk = (graph, { item, before }) => {
  const edge = isEdgeItem(item) ? edgeOf(graph, item) : undefined;
  if (edge !== undefined) {
    const target = edge.isOpen ? undefined : nodeById(graph, edge.to);
    return target === undefined ? outOfBox(graph, edge.scope) : itemOfNode(target);
  }
  const node = nodeOf(graph, item);
  if (node === undefined) return undefined;
  const ways = waysOut(graph, node.id).map(itemOfEdge);
  const last = before === undefined ? -1 : ways.indexOf(before);
  return ways[(last + 1) % ways.length] ?? outOfBox(graph, node.scope);
};

const back: Walk = (graph, { item, before }) => {
  if (isEdgeItem(item)) {
    const source = nodeById(graph, edgeOf(graph, item)?.from ?? '');
    return source === undefined ? undefined : itemOfNode(source);
  }
  const node = nodeOf(graph, item);
  if (node === undefined) return undefined;
  const ways = graph.edges.filter(({ to }) => to === node.id);
  const came = ways.find((way) => itemOfEdge(way) === before);
  const way = came ?? ways.find(({ isBack }) => !isBack) ?? ways[0];
  if (way !== undefined) return itemOfEdge(way);
  const box = boxAround(graph, node.scope);
  return box === undefined ? undefined : itemOfNode(box);
};

/** To the next or the previous of those beside it; where there is none, in reading order. Down into a box. */
function aside(step: 1 | -1): Walk {
  return (graph, { item }) => {
    const edge = isEdgeItem(item) ? edgeOf(graph, item) : undefined;
    if (edge !== undefined) {
      const ways = edge.handle === 'in' ? waysIn(graph, edge.from) : waysOut(graph, edge.from);
      const next = ways[ways.indexOf(edge) + step];
      if (next !== undefined) return itemOfEdge(next);
      return isReadInOrder(edge) ? inOrder(graph, item, step) : undefined;
    }
    const node = nodeOf(graph, item);
    if (node === undefined) return undefined;
    const entersBox = step === 1 && node.kind === 'state' && node.lanes !== undefined;
    const sibling = entersBox ? undefined : besideOf(graph, node, step);
    return sibling ?? inOrder(graph, item, step);
  };
}

/** The place of the first step of an empty lane stands between the steps. */
const isReadInOrder = ({ isOpen, handle }: CanvasEdge): boolean => isOpen && handle === 'in';

function inOrder({ nodes }: CanvasGraph, item: CanvasItem, step: 1 | -1): CanvasItem | undefined {
  const order = nodes
    .filter((node) => node.kind !== 'open' || (node.slot.kind === 'start' && node.slot.scope !== undefined))
    .map(itemOfNode);
  return order[order.indexOf(item) + step];
}

/** The steps that the step before leads to stand beside each other; so do the first steps of lanes. */
function besideOf(graph: CanvasGraph, node: CanvasNode, step: 1 | -1): CanvasItem | undefined {
  const before = graph.edges.find(({ to, isBack }) => to === node.id && !isBack);
  if (before === undefined) return undefined;
  const ways = before.handle === 'in' ? waysIn(graph, before.from) : waysOut(graph, before.from);
  const group = [...new Set(ways.filter(({ isOpen }) => !isOpen).map(({ to }) => to))];
  const sibling = group.length < 2 ? undefined : nodeById(graph, group[group.indexOf(node.id) + step] ?? '');
  return sibling === undefined ? undefined : itemOfNode(sibling);
}

const WALKS = new Map<string, Walk>([
  ['ArrowRight', forward],
  ['ArrowLeft', back],
  ['ArrowDown', aside(1)],
  ['ArrowUp', aside(-1)],
]);

/** What an arrow key leads to; the item itself where it leads no further. `undefined` for other keys. */
export function neighbour(graph: CanvasGraph, at: Partial<At>, key: string): CanvasItem | undefined {
  const walk = WALKS.get(key);
  if (walk === undefined) return undefined;
  const [first] = graph.nodes;
  if (at.item === undefined) return first === undefined ? undefined : itemOfNode(first);
  return walk(graph, { item: at.item, before: at.before }) ?? at.item;
}

/** The next step in the direction of an arrow key, past the lines in between. */
export function neighbourStep(graph: CanvasGraph, item: CanvasItem, key: string): CanvasItem | undefined {
  let at: At = { item, before: undefined };
  for (let steps = 0; steps < 3; steps += 1) {
    const next = neighbour(graph, at, key);
    if (next === undefined || next === at.item) return undefined;
    if (isStateItem(next)) return next;
    at = { item: next, before: at.item };
  }
  return undefined;
}
