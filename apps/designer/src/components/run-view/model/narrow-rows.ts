// Of a run with very many steps, those that somebody wants to see.
import type { FoldedRow } from './thread-pages.ts';

export interface RowChoice {
  /** Rows deeper than this are left out. */
  readonly depth: number;
  /** Only what failed, and what it is inside of. */
  readonly failedOnly: boolean;
}
export interface NumberedRow extends FoldedRow {
  /** Among all rows, from 1. */
  readonly number: number;
}
/** Deeper than any document may be. */
export const ALL_LEVELS = 9;
export const EVERY_ROW: RowChoice = { depth: ALL_LEVELS, failedOnly: false };

export function narrowRows(folded: readonly FoldedRow[], { depth, failedOnly }: RowChoice): readonly NumberedRow[] {
  const numbered = folded.map((line, at) => ({ ...line, number: at + 1 }));
  const levelled = depth >= ALL_LEVELS ? numbered : numbered.filter(({ row }) => row.depth <= depth);
  if (!failedOnly) return levelled;
  const failed = failedWithin(folded);
  return levelled.filter(({ number }) => failed.has(number));
}

/** Numbers of rows that failed, or have one inside that did. */
function failedWithin(folded: readonly FoldedRow[]): ReadonlySet<number> {
  const found = new Set<number>();
  const around: { readonly number: number; readonly depth: number }[] = [];
  for (const [at, { row }] of folded.entries()) {
    while ((around.at(-1)?.depth ?? -1) >= row.depth) around.pop();
    around.push({ number: at + 1, depth: row.depth });
    if (row.status === 'failed') for (const { number } of around) found.add(number);
  }
  return found;
}
