import type { MetricName, MetricPoint, MetricReader, MetricScope } from '../metrics/metric.ts';
import type { AlertCondition, AlertReading, RuleState } from './alert-rule.ts';
import { evaluateRule } from './evaluate-rule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const PREVIEW_DAYS = 7;
/** Figures by the minute are kept for two days; a little less, so that none is asked for that is just being removed. */
const BY_MINUTE_MS = 47 * HOUR_MS;

/** A time during which a rule would have fired. */
export interface PreviewFiring {
  readonly fromMs: number;
  /** Absent: it would still. */
  readonly untilMs?: number;
  readonly value: number;
  readonly count: number;
}
export type RulePreview =
  | {
      readonly kind: 'known';
      readonly fromMs: number;
      readonly untilMs: number;
      /** Before it, only figures by the hour are left. */
      readonly byHourUntilMs: number;
      readonly firings: readonly PreviewFiring[];
      /** The figures that it looked at, gaps without a value. */
      readonly points: readonly MetricPoint[];
    }
  /** Nothing that is kept says what was. */
  | { readonly kind: 'unknown'; readonly reason: 'now_only' | 'schedule_only' };

/** What a rule would have told in the last seven days. */
export async function previewRule(
  metrics: Pick<MetricReader, 'query'>,
  { condition, scope }: { readonly condition: AlertCondition; readonly scope: MetricScope },
  nowMs: number,
): Promise<RulePreview> {
  switch (condition.kind) {
    case 'connection':
    case 'dead_letters':
      return { kind: 'unknown', reason: 'now_only' };
    case 'silent':
      if (condition.source === 'schedule') return { kind: 'unknown', reason: 'schedule_only' };
      return previewSilence(metrics, { condition, metric: 'runs', scope, nowMs });
    case 'no_success':
      return previewSilence(metrics, { condition, metric: 'succeeded', scope, nowMs });
    case 'above':
      return previewFigure(metrics, { condition, scope, nowMs });
  }
}

interface Asked<C extends AlertCondition> {
  readonly condition: C;
  readonly scope: MetricScope;
  readonly nowMs: number;
}

/** Windows of the last days, one after the other: where they overlap in life, it may fire a little earlier. */
async function previewFigure(
  metrics: Pick<MetricReader, 'query'>,
  { condition, scope, nowMs }: Asked<Extract<AlertCondition, { kind: 'above' }>>,
): Promise<RulePreview> {
  const { metric, windowMinutes } = condition;
  const stepMs = windowMinutes * MINUTE_MS;
  const read = await readDays(metrics, { metric, scope, nowMs, stepMs });
  return { ...read.span, kind: 'known', points: read.points, firings: simulate(condition, read.points, read) };
}

/** How long nothing came, at the end of each minute or hour. */
async function previewSilence(
  metrics: Pick<MetricReader, 'query'>,
  { condition, metric, scope, nowMs }: Asked<AlertCondition> & { readonly metric: MetricName },
): Promise<RulePreview> {
  const read = await readDays(metrics, { metric, scope, nowMs, stepMs: 5 * MINUTE_MS });
  let lastMs: number | undefined;
  const points = read.points.map(({ atMs, value = 0 }): MetricPoint => {
    const endMs = read.endOf(atMs);
    if (value > 0) lastMs = endMs;
    // Before the first one nobody knows how long there was none.
    return { atMs, count: value, ...(lastMs === undefined ? {} : { value: endMs - lastMs }) };
  });
  return { ...read.span, kind: 'known', points, firings: simulate(condition, points, read) };
}

interface ReadDays {
  readonly points: readonly MetricPoint[];
  /** Of the step that begins then. */
  readonly endOf: (atMs: number) => number;
  readonly span: { readonly fromMs: number; readonly untilMs: number; readonly byHourUntilMs: number };
}

async function readDays(
  metrics: Pick<MetricReader, 'query'>,
  {
    metric,
    scope,
    nowMs,
    stepMs,
  }: { readonly metric: MetricName; readonly scope: MetricScope; readonly nowMs: number; readonly stepMs: number },
): Promise<ReadDays> {
  const hourStepMs = Math.ceil(stepMs / HOUR_MS) * HOUR_MS;
  const untilMs = (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
  // Steps begin at whole multiples of themselves.
  const byHourUntilMs = Math.ceil((nowMs - BY_MINUTE_MS) / stepMs) * stepMs;
  const coarseUntilMs = Math.floor(byHourUntilMs / hourStepMs) * hourStepMs;
  const fromMs = Math.ceil((nowMs - PREVIEW_DAYS * DAY_MS) / hourStepMs) * hourStepMs;
  const [coarse, fine] = await Promise.all([
    metrics.query({ metric, scope, fromMs, untilMs: coarseUntilMs, stepMs: hourStepMs }),
    metrics.query({ metric, scope, fromMs: byHourUntilMs, untilMs, stepMs }),
  ]);
  const endOf = (atMs: number): number => Math.min(untilMs, atMs + (atMs < coarseUntilMs ? hourStepMs : stepMs));
  return { points: [...coarse, ...fine], span: { fromMs, untilMs, byHourUntilMs }, endOf };
}

/** The rule itself, over what was. */
function simulate(
  condition: AlertCondition,
  points: readonly MetricPoint[],
  { endOf }: Pick<ReadDays, 'endOf'>,
): readonly PreviewFiring[] {
  let state: RuleState = { standing: 'calm' };
  const firings: PreviewFiring[] = [];
  for (const { atMs, value, count } of points) {
    const nowMs = endOf(atMs);
    const reading: AlertReading = { count, fromMs: atMs, untilMs: nowMs, ...(value === undefined ? {} : { value }) };
    const moment = { condition, remindMinutes: 0, isMuted: false, isAcknowledged: false, state, nowMs };
    const { outcome, state: next } = evaluateRule(moment, reading);
    state = next;
    if (outcome === 'fires') firings.push({ fromMs: nowMs, value: value ?? 0, count });
    const last = firings.at(-1);
    if (outcome === 'clears' && last !== undefined) firings[firings.length - 1] = { ...last, untilMs: nowMs };
  }
  return firings;
}
