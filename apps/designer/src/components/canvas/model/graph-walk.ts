import type { CanvasGraph } from './canvas-graph.ts';

type Walk = (graph: CanvasGraph, from: string) => string | undefined;

const isOpenEnd = (id: string): boolean => id.startsWith('open:');
const drawnIds = ({ nodes }: CanvasGraph): readonly string[] =>
  nodes.map(({ id }) => id).filter((id) => !isOpenEnd(id));
const waysFrom = ({ edges }: CanvasGraph, id: string | undefined): readonly string[] =>
  edges.filter(({ from, to }) => from === id && !isOpenEnd(to)).map(({ to }) => to);
const cameFrom = ({ edges }: CanvasGraph, id: string): string | undefined => edges.find(({ to }) => to === id)?.from;

/** To the next or previous of the nodes that one node leads to; of all nodes where there is only one. */
function beside(graph: CanvasGraph, from: string, step: 1 | -1): string | undefined {
  const siblings = waysFrom(graph, cameFrom(graph, from));
  const group = siblings.length > 1 ? siblings : drawnIds(graph);
  return group[group.indexOf(from) + step];
}

const WALKS = new Map<string, Walk>([
  ['ArrowRight', (graph, from) => waysFrom(graph, from)[0]],
  ['ArrowLeft', cameFrom],
  ['ArrowDown', (graph, from) => beside(graph, from, 1)],
  ['ArrowUp', (graph, from) => beside(graph, from, -1)],
]);

/** The node that an arrow key leads to: along an edge, back along one, or to a sibling. `undefined` for other keys. */
export function neighbour(graph: CanvasGraph, selected: string | undefined, key: string): string | undefined {
  const walk = WALKS.get(key);
  if (walk === undefined) return undefined;
  return selected === undefined ? drawnIds(graph)[0] : (walk(graph, selected) ?? selected);
}
