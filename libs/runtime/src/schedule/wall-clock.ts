// Wall clock times of a time zone and the moments that they are. A wall time is written as if it were UTC, in milliseconds.

const FORMATS = new Map<string, Intl.DateTimeFormat>();
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  FORMATS.set(timeZone, format);
  return format;
}

/** What must be added to a moment to get what the wall shows. */
function offsetAt(epochMs: number, timeZone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(epochMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
}

/** The offsets around a moment. A clock is set at most once in two days; `changeMs` is the first moment of `after`. */
export interface Offsets {
  readonly before: number;
  readonly after: number;
  readonly changeMs: number;
}
/** By zone, of the newest day that was asked for: thousands of questions are about the same one. */
const NEAREST = new Map<string, { readonly day: number; readonly offsets: Offsets }>();

/** What holds at all moments within a day of this one. */
export function offsetsNear(epochMs: number, timeZone: string): Offsets {
  const day = Math.floor(epochMs / DAY_MS);
  const known = NEAREST.get(timeZone);
  if (known?.day === day) return known.offsets;
  const [fromMs, untilMs] = [(day - 1) * DAY_MS, (day + 2) * DAY_MS];
  const [before, after] = [offsetAt(fromMs, timeZone), offsetAt(untilMs, timeZone)];
  const changeMs = before === after ? untilMs : findChange({ fromMs, untilMs, before }, timeZone);
  const offsets = { before, after, changeMs };
  NEAREST.set(timeZone, { day, offsets });
  return offsets;
}

/** By halving, to the minute: no clock is set at a fraction of one. */
function findChange(
  { fromMs, untilMs, before }: { readonly fromMs: number; readonly untilMs: number; readonly before: number },
  timeZone: string,
): number {
  let [low, high] = [fromMs / MINUTE_MS, untilMs / MINUTE_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE_MS, timeZone) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

/**
 * The moments at which the wall shows a time: mostly one, two where the clock is set back, and none where it is set forward
 * past it; then `gapEnd` is the moment at which it was.
 */
export function momentsOf(
  wallMs: number,
  timeZone: string,
): { readonly moments: readonly number[]; readonly gapEnd?: number } {
  const { before, after, changeMs } = offsetsNear(wallMs, timeZone);
  const [early, late] = [wallMs - before, wallMs - after];
  if (before === after) return { moments: [early] };
  const moments = [...(early < changeMs ? [early] : []), ...(late >= changeMs ? [late] : [])];
  return moments.length === 0 ? { moments, gapEnd: changeMs } : { moments };
}
