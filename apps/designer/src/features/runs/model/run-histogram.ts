// The chart of runs by time: its span, its bars, and the range that is chosen in it.
import { parseRunQuery, selectRuns } from '@millrace/run-query';
import type { RunHistogram, RunStatus } from '../../../lib/contract.ts';
import { SPANS, type Span } from './run-search.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Bars of whole minutes and hours. */
const BUCKETS: Readonly<Record<Span, { readonly lengthMs: number; readonly count: number }>> = {
  '1h': { lengthMs: MINUTE_MS, count: 60 },
  '24h': { lengthMs: 15 * MINUTE_MS, count: 96 },
  '7d': { lengthMs: 2 * HOUR_MS, count: 84 },
  '30d': { lengthMs: 8 * HOUR_MS, count: 90 },
};

export interface ChartSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly bucketMs: number;
  readonly buckets: number;
}

/** What a chart shows now. It ends with a bar that is being filled, so that the address of its data changes once a bar. */
export function chartSpan(span: Span, nowMs: number): ChartSpan {
  const { lengthMs, count } = BUCKETS[span];
  const untilMs = (Math.floor(nowMs / lengthMs) + 1) * lengthMs;
  return { fromMs: untilMs - count * lengthMs, untilMs, bucketMs: lengthMs, buckets: count };
}

/** The range of a query, in milliseconds. */
function rangeOf(query: string, nowMs: number): { readonly fromMs?: number; readonly untilMs?: number } {
  const { acceptedFromMs, acceptedUntilMs } = selectRuns(parseRunQuery(query), nowMs).selection;
  return {
    ...(acceptedFromMs === undefined ? {} : { fromMs: acceptedFromMs }),
    ...(acceptedUntilMs === undefined ? {} : { untilMs: acceptedUntilMs }),
  };
}

/** The shortest span that has the beginning of a query in it; a day for one without. */
export function usualSpan(query: string, nowMs: number): Span {
  const { fromMs } = rangeOf(query, nowMs);
  if (fromMs === undefined) return '24h';
  const fitting = SPANS.find((span) => chartSpan(span, nowMs).fromMs <= fromMs + BUCKETS[span].lengthMs);
  return fitting ?? '30d';
}

/** Bars [from, until). */
export interface Brush {
  readonly from: number;
  readonly until: number;
}

/** Which bars the range of a query covers; undefined: it has no bounds in sight. */
export function brushOf(query: string, span: ChartSpan, nowMs: number): Brush | undefined {
  const { fromMs, untilMs } = rangeOf(query, nowMs);
  if (fromMs === undefined && untilMs === undefined) return undefined;
  const placeOf = (ms: number): number => (ms - span.fromMs) / span.bucketMs;
  const within = (place: number): number => Math.max(0, Math.min(span.buckets, place));
  const from = within(Math.floor(placeOf(fromMs ?? 0)));
  const until = within(Math.ceil(placeOf(untilMs ?? Infinity)));
  return until > from ? { from, until } : undefined;
}

/** The bounds of a query for some bars. What reaches the end of the chart has no end: more comes. */
export function boundsOf({ from, until }: Brush, span: ChartSpan): { readonly from?: string; readonly until?: string } {
  const timeOf = (place: number): string =>
    new Date(span.fromMs + place * span.bucketMs).toISOString().slice(0, 16) + 'Z';
  if (from <= 0 && until >= span.buckets) return {};
  return { from: timeOf(from), ...(until >= span.buckets ? {} : { until: timeOf(until) }) };
}

/** What a bar is made of, from the bottom up. */
export const GROUPS = {
  succeeded: ['succeeded'],
  failed: ['failed', 'timed_out'],
  running: ['running', 'compensating'],
  waiting: ['waiting'],
  queued: ['queued'],
  stopped: ['cancelled', 'compensated'],
} as const satisfies Readonly<Record<string, readonly RunStatus[]>>;
export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as readonly Group[];
export type GroupCounts = Readonly<Record<Group, number>>;

function grouped(counts: RunHistogram['total']): GroupCounts {
  const sum = (group: Group): number => GROUPS[group].reduce((total, status) => total + (counts[status] ?? 0), 0);
  return Object.fromEntries(GROUP_NAMES.map((group) => [group, sum(group)])) as Record<Group, number>;
}

export function barsOf({ buckets }: RunHistogram): readonly GroupCounts[] {
  return buckets.map(({ counts }) => grouped(counts));
}

export const totalOf = (counts: GroupCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** All of some bars together. */
export function sumOf(bars: readonly GroupCounts[], brush?: Brush): GroupCounts {
  const some = brush === undefined ? bars : bars.slice(brush.from, brush.until);
  const sum = (group: Group): number => some.reduce((total, bar) => total + bar[group], 0);
  return Object.fromEntries(GROUP_NAMES.map((group) => [group, sum(group)])) as Record<Group, number>;
}

/** Where times stand below the chart. */
export function ticksOf({ fromMs, untilMs, bucketMs, buckets }: ChartSpan): readonly { place: number; atMs: number }[] {
  const every = Math.max(1, Math.round(buckets / 6));
  const ticks = Array.from({ length: Math.ceil(buckets / every) }, (_, n) => n * every).slice(1);
  return ticks
    .map((place) => ({ place: place / buckets, atMs: fromMs + place * bucketMs }))
    .filter(({ atMs }) => atMs < untilMs);
}
