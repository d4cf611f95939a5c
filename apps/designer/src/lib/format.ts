/** How numbers and times read on screen. Pure; the locale and the present are arguments. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "214 ms", "3.2 s", "4 m 12 s", "2 h 05 m", "3 d 4 h". */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 1) return ms === 0 ? '0 ms' : '<1 ms';
  if (ms < SECOND) return `${Math.floor(ms)} ms`;
  if (ms < 10 * SECOND) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return pair(ms, { large: MINUTE, small: SECOND, units: ['m', 's'] });
  if (ms < DAY) return pair(ms, { large: HOUR, small: MINUTE, units: ['h', 'm'] });
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

function pair(
  ms: number,
  { large, small, units }: { large: number; small: number; units: readonly [string, string] },
): string {
  const rest = String(Math.floor((ms % large) / small)).padStart(2, '0');
  return `${Math.floor(ms / large)} ${units[0]} ${rest} ${units[1]}`;
}

/** "now", "48 s ago", "2 m ago", "3 h ago", "6 d ago"; the future as "in 40 s". */
export function formatRelative(atMs: number, nowMs: number): string {
  const distance = Math.abs(nowMs - atMs);
  if (distance < 5 * SECOND) return 'now';
  const steps = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'm'],
    [SECOND, 's'],
  ] as const;
  const [size, unit] = steps.find(([length]) => distance >= length) ?? [SECOND, 's'];
  const text = `${Math.floor(distance / size)} ${unit}`;
  return atMs > nowMs ? `in ${text}` : `${text} ago`;
}

/** Date, time to the millisecond and zone, in the reader's locale. */
export function formatAbsolute(atMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(atMs);
}

/** Cut in the middle: both ends of a time-ordered id tell something. */
export function shortenId(id: string): string {
  const plain = id.replaceAll('-', '');
  return plain.length <= 10 ? id : `${plain.slice(0, 4)}…${plain.slice(-4)}`;
}

/** "1.2 kB", with a factor of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1] ?? 'B'}`;
}

/** Thousands separated by the locale. */
export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** Up to two letters that stand for a person. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => word?.[0]?.toUpperCase() ?? '').join('') || '?';
}
