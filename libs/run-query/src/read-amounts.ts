import type { QueryTime } from './run-query.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const AMOUNT = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d|w)$/;

/** `250ms`, `5s`, `1.5h` in milliseconds. */
export function readDuration(text: string): number | undefined {
  const found = AMOUNT.exec(text);
  if (found === null) return undefined;
  const [, amount, unit] = found;
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** `-24h`, `now`, `2026-11-29`, `2026-11-29T10:00Z`. Without a zone it is UTC: a query means the same to everybody. */
export function readTime(text: string): QueryTime | undefined {
  if (text === 'now') return { fromNowMs: 0 };
  const sign = text.startsWith('-') ? -1 : text.startsWith('+') ? 1 : 0;
  if (sign !== 0) {
    const amount = readDuration(text.slice(1));
    return amount === undefined ? undefined : { fromNowMs: sign * amount };
  }
  const found = DATE.exec(text);
  if (found === null) return undefined;
  const isWithoutZone = text.includes('T') && found[1] === undefined;
  const epochMs = Date.parse(isWithoutZone ? `${text}Z` : text);
  return Number.isNaN(epochMs) ? undefined : { epochMs };
}

/** The moment that a time means. */
export function momentOf(time: QueryTime, nowMs: number): number {
  return 'epochMs' in time ? time.epochMs : nowMs + time.fromNowMs;
}
