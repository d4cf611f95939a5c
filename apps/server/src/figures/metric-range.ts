import { floorTo, MINUTE_MS, RuntimeError } from '@millrace/runtime';

const DAY_MS = 86_400_000;
const POINTS = 120;
/** What a step is by itself, in minutes: bounds that people read well. */
const STEPS_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];

export interface MetricRange {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly stepMs: number;
}

/** A range as it was asked for, with what was left away. `metrics.range_invalid` when it ends before it begins. */
export function toMetricRange(
  {
    from,
    until,
    step,
  }: { readonly from?: string | undefined; readonly until?: string | undefined; readonly step?: number | undefined },
  nowMs: number,
): MetricRange {
  // The minute that is not over is part of it, and nothing after it.
  const endMs = floorTo(nowMs, MINUTE_MS) + MINUTE_MS;
  const untilMs = until === undefined ? endMs : Math.min(Date.parse(until), endMs);
  const fromMs = from === undefined ? untilMs - DAY_MS : Date.parse(from);
  if (fromMs >= untilMs) {
    throw new RuntimeError(
      'metrics.range_invalid',
      fromMs >= endMs
        ? 'The range begins in the future, of which nothing is measured. Give an earlier "from".'
        : 'The range ends before it begins. Give a "from" that is earlier than "until".',
    );
  }
  return { fromMs, untilMs, stepMs: step === undefined ? stepFor(untilMs - fromMs) : step * 1000 };
}

function stepFor(lengthMs: number): number {
  const minutes = STEPS_MINUTES.find((one) => lengthMs <= one * MINUTE_MS * POINTS);
  return (minutes ?? Math.ceil(lengthMs / DAY_MS / POINTS) * 1440) * MINUTE_MS;
}
