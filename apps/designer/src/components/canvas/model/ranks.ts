import type { LayoutScope } from './layout-input.ts';

/** The longest way from a start to each node. Rounds are bounded, so that a loop which was not left out ends too. */
export function ranksOf({ boxes, edges }: LayoutScope): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>(boxes.map(({ id }) => [id, 0]));
  for (let round = 1, moved = true; moved && round < boxes.length; round += 1) {
    moved = false;
    for (const { from, to } of edges) {
      const least = (ranks.get(from) ?? 0) + 1;
      if ((ranks.get(to) ?? 0) >= least || least >= boxes.length) continue;
      ranks.set(to, least);
      moved = true;
    }
  }
  return ranks;
}
