const HOUR_MS = 3_600_000;
const HOURS = 24;
const DAYS = 14;

interface HourCount {
  readonly at: string;
  readonly count: number;
}
/** How often in one hour, or on one day. */
export interface TrendBar {
  readonly atMs: number;
  readonly count: number;
}

/** The last 24 hours, oldest first; hours in which nothing was seen count nothing. */
export function hourBars(hours: readonly HourCount[], nowMs: number): readonly TrendBar[] {
  const last = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const counts = new Map(hours.map(({ at, count }) => [Date.parse(at), count]));
  return Array.from({ length: HOURS }, (_, index) => {
    const atMs = last - (HOURS - 1 - index) * HOUR_MS;
    return { atMs, count: counts.get(atMs) ?? 0 };
  });
}

/** The last 14 days as people here have them. */
export function dayBars(hours: readonly HourCount[], nowMs: number): readonly TrendBar[] {
  return Array.from({ length: DAYS }, (_, index) => {
    const fromMs = dayBefore(nowMs, DAYS - 1 - index);
    const untilMs = dayBefore(nowMs, DAYS - 2 - index);
    const seen = hours.filter(({ at }) => Date.parse(at) >= fromMs && Date.parse(at) < untilMs);
    return { atMs: fromMs, count: seen.reduce((sum, { count }) => sum + count, 0) };
  });
}

/** The beginning of the day so many days ago, which need not have 24 hours. */
function dayBefore(nowMs: number, days: number): number {
  const day = new Date(nowMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - days).getTime();
}

export const sumOf = (bars: readonly { readonly count: number }[]): number =>
  bars.reduce((sum, { count }) => sum + count, 0);
