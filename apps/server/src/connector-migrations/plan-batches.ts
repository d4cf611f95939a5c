/** Shares of all workflows that have the new version after each batch. */
export const DEFAULT_BATCH_PERCENTS: readonly number[] = [10, 50, 100];

/** The batch of each of so many workflows, from 1, in order; every batch has one at least, and all are in some. */
export function planBatches(count: number, percents: readonly number[]): readonly number[] {
  const ends = percents.map((percent) => Math.max(1, Math.floor((count * percent) / 100)));
  return Array.from({ length: count }, (_, index) => {
    const batch = ends.findIndex((end) => index < end);
    return batch === -1 ? percents.length : batch + 1;
  });
}
