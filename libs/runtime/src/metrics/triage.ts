import { percentileOf } from './histogram.ts';
import { addFigures, type Figures } from './metric-figures.ts';
import { DAY_MS, floorTo } from './metric-span.ts';
import { daysUntil, findTrend, type DayValue } from './trend.ts';

/** More often than this in a week is too often: one failure is an accident. */
const MAX_FAILURES_A_WEEK = 1;
const AHEAD_DAYS = 7;
/** A line that explains less of what was measured is none. */
const MIN_FIT = 0.5;
const MIN_RUNS_A_DAY = 5;
const ERROR_RATE_LIMIT = 0.05;
const QUEUE_AGE_LIMIT_MS = 300_000;
/** Of the time that it took in the first half of what was measured. */
const SLOWER_LIMIT = 2;
/** Of calls, from this many on. */
const LIMITED_SHARE = 0.01;
const MIN_CALLS = 100;
/** All of so many calls of one day have failed. */
const BROKEN_CALLS = 10;

export interface DayFigures {
  /** Where the day begins. */
  readonly atMs: number;
  readonly figures: Figures;
}
/** What fails most often, by its group. */
export interface DominantError {
  readonly fingerprint: string;
  readonly error: string;
  readonly cause: string;
  readonly step?: string;
  readonly sampleRunId: string;
  readonly count: number;
  /** Whether the step tries again when it meets this error. */
  readonly isRetried?: boolean;
}
export interface TriageSubject {
  /** The last 14 days, oldest first; days in which nothing happened may be missing. */
  readonly days: readonly DayFigures[];
  /** Of a workflow. */
  readonly queueDays?: readonly DayFigures[];
  readonly dominant?: DominantError;
  /** Of a connection that somebody must mend. */
  readonly isBroken?: boolean;
}

/** Why something is listed: what was measured. */
export type TriageReason =
  | { readonly kind: 'broken' }
  | { readonly kind: 'failing'; readonly failed: number; readonly total: number }
  | { readonly kind: 'limited'; readonly limited: number; readonly total: number }
  | {
      readonly kind: 'trend';
      readonly metric: 'error_rate' | 'duration_p95' | 'queue_age';
      readonly now: number;
      readonly perDay: number;
      readonly limit: number;
      readonly crossesAtMs: number;
    };
/** What makes it stable. `look`: nothing can be said beyond the group of failures itself. */
export type TriageStep =
  'reconnect' | 'add_retry' | 'limit_rate' | 'break_circuit' | 'add_workers' | 'look' | 'find_slow_step';
export interface TriageFinding {
  readonly reason: TriageReason;
  readonly step: TriageStep;
}

/** What is wrong with a workflow or a connection, or will be within a week; the worst first. */
export function triage(subject: TriageSubject, nowMs: number): readonly TriageFinding[] {
  const week = addFigures(subject.days.filter(({ atMs }) => atMs > nowMs - 7 * DAY_MS).map(({ figures }) => figures));
  return [...findBroken(subject), ...findFailing(subject, week), ...findLimited(week), ...findTrends(subject, nowMs)];
}

function findBroken({ isBroken = false }: TriageSubject): readonly TriageFinding[] {
  return isBroken ? [{ reason: { kind: 'broken' }, step: 'reconnect' }] : [];
}

function findFailing(subject: TriageSubject, { failed, total }: Figures): readonly TriageFinding[] {
  if (failed <= MAX_FAILURES_A_WEEK) return [];
  return [{ reason: { kind: 'failing', failed, total }, step: stepAgainst(subject) }];
}

function stepAgainst({ dominant, days, isBroken }: TriageSubject): TriageStep {
  if (isBroken === true || dominant?.error === 'Connector.Auth') return 'reconnect';
  if (dominant?.error === 'Connector.RateLimited') return 'limit_rate';
  if (dominant === undefined) return failsEntirely(days) ? 'break_circuit' : 'look';
  if (passesByItself(dominant.error)) return dominant.isRetried === true ? 'break_circuit' : 'add_retry';
  return 'look';
}

/** Whether the same call may succeed a little later. */
export function passesByItself(error: string): boolean {
  return ['Connector.Retryable', 'Connector.RateLimited', 'States.Timeout', 'States.HeartbeatTimeout'].includes(error);
}

function failsEntirely(days: readonly DayFigures[]): boolean {
  const last = days.at(-1)?.figures;
  return last !== undefined && last.failed >= BROKEN_CALLS && last.succeeded === 0;
}

function findLimited({ limited, total }: Figures): readonly TriageFinding[] {
  if (total < MIN_CALLS || limited / total < LIMITED_SHARE) return [];
  return [{ reason: { kind: 'limited', limited, total }, step: 'limit_rate' }];
}

function findTrends(subject: TriageSubject, nowMs: number): readonly TriageFinding[] {
  const { days, queueDays = [] } = subject;
  const busy = days.filter(({ figures: { succeeded, failed } }) => succeeded + failed >= MIN_RUNS_A_DAY);
  const rates = valuesOf(busy, ({ succeeded, failed }) => failed / (succeeded + failed));
  const times = valuesOf(busy, ({ durations }) => percentileOf(durations, 0.95));
  const usualMs = middleOf(times.slice(0, Math.ceil(times.length / 2)).map(({ value }) => value));
  const ages = valuesOf(queueDays, ({ oldestMs }) => oldestMs);
  const found = [
    { metric: 'error_rate', values: rates, limit: ERROR_RATE_LIMIT, step: stepAgainst(subject) },
    { metric: 'queue_age', values: ages, limit: QUEUE_AGE_LIMIT_MS, step: 'add_workers' },
    { metric: 'duration_p95', values: times, limit: SLOWER_LIMIT * (usualMs ?? Infinity), step: 'find_slow_step' },
  ] as const;
  return found.flatMap(({ metric, values, limit, step }): readonly TriageFinding[] => {
    const trend = goesOn(values, nowMs) ? findTrend(values) : undefined;
    const leftDays = trend === undefined || trend.fit < MIN_FIT ? undefined : daysUntil(trend, limit);
    if (trend === undefined || leftDays === undefined || leftDays > AHEAD_DAYS) return [];
    const { now, perDay } = trend;
    return [{ reason: { kind: 'trend', metric, now, perDay, limit, crossesAtMs: nowMs + leftDays * DAY_MS }, step }];
  });
}

/** Whether it was measured today or yesterday. What stopped rises no more: a queue in which nothing stands has no row. */
function goesOn(values: readonly DayValue[], nowMs: number): boolean {
  return values.some(({ day }) => day * DAY_MS >= floorTo(nowMs, DAY_MS) - DAY_MS);
}

function valuesOf(days: readonly DayFigures[], read: (figures: Figures) => number | undefined): readonly DayValue[] {
  return days.flatMap(({ atMs, figures }) => {
    const value = read(figures);
    return value === undefined ? [] : [{ day: atMs / DAY_MS, value }];
  });
}

function middleOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
