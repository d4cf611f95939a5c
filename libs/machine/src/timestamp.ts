// RFC 3339 times as milliseconds, by arithmetic: the machine has no clock and no Date.
// The ASL wants the capital letters, which RFC 3339 leaves open.
const FORMAT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;
const DAY_MS = 86_400_000;

/** Days from 1970-01-01 of a day of the proleptic Gregorian calendar. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leaps + dayOfYear - 719_468;
}

/** Milliseconds since the epoch, or `undefined` for text that is no RFC 3339 time. Finer fractions are cut. */
export function parseTimestamp(text: string): number | undefined {
  const match = FORMAT.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? '0');
  const [hour, minute, second, offsetHour, offsetMinute] = [part(4), part(5), part(6), part(9), part(10)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return undefined;
  const dayMs = daysFromCivil(part(1), part(2), part(3)) * DAY_MS;
  // A day that does not exist comes back as another one.
  if (!formatTimestamp(dayMs).startsWith(text.slice(0, 10))) return undefined;
  const fractionMs = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const offsetMinutes = (match[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  return dayMs + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + fractionMs;
}

/** Milliseconds since the epoch as RFC 3339 text in UTC with milliseconds. */
export function formatTimestamp(epochMs: number): string {
  const days = Math.floor(epochMs / DAY_MS);
  const era = Math.floor((days + 719_468) / 146_097);
  const dayOfEra = days + 719_468 - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = String(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)).padStart(4, '0');
  const date = `${year}-${two(month)}-${two(dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1)}`;
  const ms = Math.floor(epochMs - days * DAY_MS);
  const time = `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`;
  return `${date}T${time}.${String(ms % 1000).padStart(3, '0')}Z`;
}

function two(value: number): string {
  const whole = Math.floor(value);
  return whole < 10 ? `0${whole}` : String(whole);
}
