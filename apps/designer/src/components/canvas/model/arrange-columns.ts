import type { Arranged } from './arrange.ts';
import type { Direction, LayoutScope } from './layout-input.ts';
import { ranksOf } from './ranks.ts';

const RANK_GAP_PX = { LR: 72, TB: 56 } as const;
const GAP_PX = 32;

/** A column for each distance from the start, rows in reading order: there in no time, whatever the graph. */
export function arrangeInColumns({ boxes, edges }: LayoutScope, direction: Direction): Arranged {
  const ranks = ranksOf({ boxes, edges });
  const isAcross = direction === 'LR';
  const lengths = new Map<number, number>();
  for (const { id, width, height } of boxes) {
    const rank = ranks.get(id) ?? 0;
    lengths.set(rank, Math.max(lengths.get(rank) ?? 0, isAcross ? width : height));
  }
  const starts = startsOf(lengths, RANK_GAP_PX[direction]);
  const used = new Map<number, number>();
  const placed = boxes.map(({ id, width, height }) => {
    const rank = ranks.get(id) ?? 0;
    const offset = used.get(rank) ?? 0;
    used.set(rank, offset + (isAcross ? height : width) + GAP_PX);
    const start = starts.get(rank) ?? 0;
    return [id, { width, height, ...(isAcross ? { x: start, y: offset } : { x: offset, y: start }) }] as const;
  });
  return { boxes: new Map(placed), ways: new Map() };
}

function startsOf(lengths: ReadonlyMap<number, number>, gap: number): ReadonlyMap<number, number> {
  let at = 0;
  const starts = new Map<number, number>();
  for (const [rank, length] of [...lengths].sort(([one], [other]) => one - other)) {
    starts.set(rank, at);
    at += length + gap;
  }
  return starts;
}
