import { momentsOf, offsetsNear } from '../schedule/wall-clock.ts';
import type { QuietHours } from './alert-rule.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS_OF_WEEK = 7;
/** Longer than any quiet hours: a week and a day, and clocks may be set back in it. */
export const MAX_QUIET_MS = 9 * DAY_MS;

/** When the quiet hours that are now end; `undefined`: nobody sleeps. Where two of them touch, they are one. */
export function findQuietEnd(quiet: QuietHours, nowMs: number): number | undefined {
  let endMs: number | undefined;
  // Each week says the same: more than its days cannot follow one another.
  for (let step = 0; step <= DAYS_OF_WEEK; step += 1) {
    const next = findEnd(quiet, endMs ?? nowMs);
    if (next === undefined) return endMs;
    endMs = next;
  }
  return endMs;
}

function findEnd({ timeZone, days, fromMinute, untilMinute }: QuietHours, atMs: number): number | undefined {
  const wallMs = wallAt(atMs, timeZone);
  const today = Math.floor(wallMs / DAY_MS);
  const lengthMinutes = untilMinute > fromMinute ? untilMinute - fromMinute : 1440 - fromMinute + untilMinute;
  for (const day of [today, today - 1]) {
    if (!days.includes(weekdayOf(day))) continue;
    const startsMs = momentAt(day * DAY_MS + fromMinute * MINUTE_MS, timeZone);
    const endsMs = momentAt(day * DAY_MS + (fromMinute + lengthMinutes) * MINUTE_MS, timeZone);
    if (startsMs <= atMs && atMs < endsMs) return endsMs;
  }
  return undefined;
}

/** Days are counted from a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % DAYS_OF_WEEK) + DAYS_OF_WEEK) % DAYS_OF_WEEK) + 1;

function wallAt(epochMs: number, timeZone: string): number {
  const { before, after, changeMs } = offsetsNear(epochMs, timeZone);
  return epochMs + (epochMs < changeMs ? before : after);
}

/** The first time that the wall shows it; where it never does, the moment at which it skips it. */
function momentAt(wallMs: number, timeZone: string): number {
  const { moments, gapEnd } = momentsOf(wallMs, timeZone);
  return moments[0] ?? gapEnd ?? wallMs;
}
