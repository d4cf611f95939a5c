import type { MapIterations } from '../canvas-context.ts';

/** The failed iteration after the one that is shown; behind the last one, the first again. */
export const nextFailed = ({ index, failedIndexes = [] }: MapIterations): number | undefined =>
  failedIndexes.find((candidate) => index === undefined || candidate > index) ?? failedIndexes[0];

/** The iteration before or after the one that is shown. All together stand before the first and after the last. */
export function stepped({ index, count }: MapIterations, step: 1 | -1): number | undefined {
  if (count === 0) return undefined;
  if (index === undefined) return step === 1 ? 0 : count - 1;
  const next = index + step;
  return next < 0 || next >= count ? undefined : next;
}
