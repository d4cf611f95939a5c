import type { CanvasGraph } from './canvas-graph.ts';

/** The node that an arrow key leads to: along an edge, back along one, or to a sibling. `undefined` for other keys. */
export function neighbour(
  { nodes, edges }: CanvasGraph,
  selected: string | undefined,
  key: string,
): string | undefined {
  if (!key.startsWith('Arrow')) return undefined;
  const drawn = nodes.filter((node) => node.kind !== 'open').map((node) => node.id);
  if (selected === undefined) return drawn[0];
  if (key === 'ArrowRight')
    return edges.find((edge) => edge.from === selected && drawn.includes(edge.to))?.to ?? selected;
  if (key === 'ArrowLeft') return edges.find((edge) => edge.to === selected)?.from ?? selected;
  const incoming = edges.find((edge) => edge.to === selected)?.from;
  const siblings = edges.filter((edge) => edge.from === incoming && drawn.includes(edge.to)).map((edge) => edge.to);
  const group = siblings.length > 1 ? siblings : drawn;
  const at = group.indexOf(selected);
  return group[at + (key === 'ArrowDown' ? 1 : -1)] ?? selected;
}
