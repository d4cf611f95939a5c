import type { LayoutBox, LayoutEdge } from './layout-input.ts';
import { ranksOf } from './ranks.ts';

/** Past so many ranks a line runs beside everything instead of in a lane between the cards. */
const FAR_RANKS = 12;

/**
 * The ways that pass very many ranks, as those of errors to one end often do. Each would need a free place in every rank that
 * it passes, which takes longer than all else together. The nearest way to a step always counts, so that its rank stays.
 */
export function farEdges(boxes: readonly LayoutBox[], edges: readonly LayoutEdge[]): ReadonlySet<LayoutEdge> {
  if (boxes.length <= FAR_RANKS) return new Set();
  const ranks = ranksOf({ boxes, edges });
  const rankOf = (id: string): number => ranks.get(id) ?? 0;
  const nearest = new Map<string, LayoutEdge>();
  for (const edge of edges) {
    const known = nearest.get(edge.to);
    if (known === undefined || rankOf(edge.from) > rankOf(known.from)) nearest.set(edge.to, edge);
  }
  return new Set(
    edges.filter((edge) => nearest.get(edge.to) !== edge && rankOf(edge.to) - rankOf(edge.from) > FAR_RANKS),
  );
}
