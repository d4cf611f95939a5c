/** A straight line through what was measured, and where it leads. */
export interface Trend {
  readonly perDay: number;
  /** What the line says of the end of the time that was measured. */
  readonly now: number;
  /** How much of what was measured the line explains, 0..1. */
  readonly fit: number;
}
export interface DayValue {
  /** In days, from any moment. */
  readonly day: number;
  readonly value: number;
}

const MIN_DAYS = 5;

/** Least squares. Undefined of fewer than five days: any two points are a line. */
export function findTrend(values: readonly DayValue[]): Trend | undefined {
  if (values.length < MIN_DAYS) return undefined;
  const meanDay = mean(values.map(({ day }) => day));
  const meanValue = mean(values.map(({ value }) => value));
  const spread = sum(values.map(({ day }) => (day - meanDay) ** 2));
  if (spread === 0) return undefined;
  const perDay = sum(values.map(({ day, value }) => (day - meanDay) * (value - meanValue))) / spread;
  const lastDay = Math.max(...values.map(({ day }) => day));
  const scatter = sum(values.map(({ value }) => (value - meanValue) ** 2));
  const left = sum(values.map(({ day, value }) => (value - meanValue - perDay * (day - meanDay)) ** 2));
  return { perDay, now: meanValue + perDay * (lastDay - meanDay), fit: scatter === 0 ? 0 : 1 - left / scatter };
}

/** In how many days a rising line crosses a limit that it is still below. */
export function daysUntil({ perDay, now }: Trend, limit: number): number | undefined {
  if (perDay <= 0 || now >= limit) return undefined;
  return (limit - now) / perDay;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
