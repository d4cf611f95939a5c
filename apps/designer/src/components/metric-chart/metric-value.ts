import type { MetricAnswer, MetricName, MetricPoint } from '../../lib/contract.ts';
import { formatCount, formatDuration } from '../../lib/format.ts';

type Kind = 'count' | 'rate' | 'time';

const KINDS = {
  runs: 'count',
  succeeded: 'count',
  failed: 'count',
  error_rate: 'rate',
  duration_p50: 'time',
  duration_p95: 'time',
  duration_p99: 'time',
  queue_wait_p95: 'time',
  queue_depth: 'count',
  queue_age: 'time',
  connector_calls: 'count',
  connector_error_rate: 'rate',
  connector_p95: 'time',
} as const satisfies Record<MetricName, Kind>;

export const kindOf = (metric: MetricName): Kind => KINDS[metric];

export function formatMetric(metric: MetricName, value: number): string {
  const kind = kindOf(metric);
  if (kind === 'time') return formatDuration(value);
  if (kind === 'rate') return formatRate(value);
  return formatCount(Number.isInteger(value) ? value : Math.round(value * 10) / 10);
}

/** "2.5 %", "0 %", "100 %". */
export function formatRate(share: number): string {
  const percent = share * 100;
  return `${percent === 0 || percent >= 99.95 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** How a figure differs from another one, by the words of `change`. */
export type Change =
  | { readonly kind: 'none' | 'same' }
  | { readonly kind: 'more' | 'less' | 'slower' | 'faster'; readonly percent: number }
  | { readonly kind: 'higher' | 'lower' | 'was'; readonly then: number };

/** Which two figures are compared: with the time before, those of two times of one length. */
export function comparedFigures(
  { total, compared = total, previous }: Pick<MetricAnswer, 'total' | 'compared' | 'previous'>,
  baseline?: { readonly value: number | undefined },
): readonly [now: number | null, then: number | null | undefined] {
  return baseline === undefined ? [compared.value, previous?.value] : [total.value, baseline.value];
}

/** Less than a percent is the same. A rate is said as it was: "50 % more" of one percent would alarm for nothing. */
export function compareFigures(metric: MetricName, now: number | null, then: number | null | undefined): Change {
  if (then === null || then === undefined) return { kind: 'none' };
  if (now === null) return { kind: 'was', then };
  if (kindOf(metric) === 'rate') return compareRates(now, then);
  if (then === 0) return now === 0 ? { kind: 'same' } : { kind: 'was', then };
  const percent = Math.round(Math.abs(now / then - 1) * 100);
  if (percent === 0) return { kind: 'same' };
  const [more, less] = kindOf(metric) === 'time' ? (['slower', 'faster'] as const) : (['more', 'less'] as const);
  return { kind: now > then ? more : less, percent };
}

function compareRates(now: number, then: number): Change {
  if (Math.abs(now - then) < 0.0005) return { kind: 'same' };
  return { kind: now > then ? 'higher' : 'lower', then };
}

/** Whether more of it is worse. */
export const isBad = (change: Change): boolean => change.kind === 'higher' || change.kind === 'slower';

/** The smallest and the largest value, and how many steps have none. */
export function spanOf(points: readonly MetricPoint[]): {
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly gaps: number;
} {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return { least: undefined, most: undefined, gaps: points.length };
  return { least: Math.min(...values), most: Math.max(...values), gaps: points.length - values.length };
}

/** Points that no line reaches: between two gaps; and the newest one, which ends the line. */
export function markedPoints(values: readonly (number | null)[]): readonly number[] {
  const isThere = (index: number): boolean => typeof values[index] === 'number';
  const last = values.findLastIndex((value) => value !== null);
  return values.flatMap((_, index) =>
    isThere(index) && (index === last || (!isThere(index - 1) && !isThere(index + 1))) ? [index] : [],
  );
}
