import { RuntimeError } from '../errors.ts';
import { kindOf } from './metric-figures.ts';
import type { MetricQuery, MetricScope } from './metric.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** How long figures of each length are kept. */
export const KEPT_MINUTES_MS = 48 * HOUR_MS;
export const KEPT_HOURS_MS = 90 * DAY_MS;
export const KEPT_DAYS_MS = 730 * DAY_MS;
/** A chart has no more pixels. */
const MAX_POINTS = 3000;

const STEPS = [
  { stepMs: MINUTE_MS, keptMs: KEPT_MINUTES_MS },
  { stepMs: HOUR_MS, keptMs: KEPT_HOURS_MS },
  { stepMs: DAY_MS, keptMs: KEPT_DAYS_MS },
] as const;

/**
 * The coarsest figures that a step is made of, and the finest that reach so far back. A step that is finer than these becomes one
 * of them.
 */
export function chooseStep(
  { fromMs, stepMs }: Pick<MetricQuery, 'fromMs' | 'stepMs'>,
  nowMs: number,
): { readonly partMs: number; readonly stepMs: number } {
  const kept = STEPS.filter(({ keptMs }) => floorTo(fromMs, HOUR_MS) >= nowMs - keptMs);
  const fine = kept.filter((one) => one.stepMs <= stepMs && stepMs % one.stepMs === 0).at(-1) ?? kept[0] ?? STEPS[2];
  const partMs = fine.stepMs;
  return { partMs, stepMs: Math.max(1, Math.floor(stepMs / partMs)) * partMs };
}

/** What one figure over a window is made of: few rows for a long one, exact bounds for a short one. */
function choosePart({ fromMs, untilMs }: Pick<MetricQuery, 'fromMs' | 'untilMs'>, nowMs: number): number {
  const lengthMs = untilMs - fromMs;
  if (lengthMs <= 25 * HOUR_MS && floorTo(fromMs, HOUR_MS) >= nowMs - KEPT_MINUTES_MS) return MINUTE_MS;
  return fromMs >= nowMs - KEPT_HOURS_MS ? HOUR_MS : DAY_MS;
}

/**
 * The parts that one figure over a window is made of. The part in which a window ends is that of the next one, so that two windows
 * of one length, one after the other, are compared part by part; unless it still goes on, or is all that there is.
 */
export function chooseSpan(
  { fromMs, untilMs }: Pick<MetricQuery, 'fromMs' | 'untilMs'>,
  nowMs: number,
): { readonly partMs: number; readonly fromMs: number; readonly untilMs: number } {
  const partMs = choosePart({ fromMs, untilMs }, nowMs);
  const startMs = floorTo(fromMs, partMs);
  const endMs = floorTo(untilMs, partMs);
  const isOver = endMs + partMs <= nowMs;
  return { partMs, fromMs: startMs, untilMs: isOver && endMs > startMs ? endMs : untilMs };
}

interface Bounds {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * A window and the time before it, of one length. What is made of hours or days has a part that still goes on, which nothing before
 * it is as long as: then both are whole parts.
 */
export function chooseCompared(
  { fromMs, untilMs }: Pick<MetricQuery, 'fromMs' | 'untilMs'>,
  nowMs: number,
): { readonly window: Bounds; readonly before: Bounds } {
  const asked = { window: { fromMs, untilMs }, before: { fromMs: 2 * fromMs - untilMs, untilMs: fromMs } };
  const [window, before] = [chooseSpan(asked.window, nowMs), chooseSpan(asked.before, nowMs)];
  if (window.untilMs - window.fromMs === before.untilMs - before.fromMs) return asked;
  const partMs = Math.max(window.partMs, before.partMs);
  const startMs = floorTo(fromMs, partMs);
  const endMs = Math.max(floorTo(untilMs, partMs), startMs + partMs);
  return { window: { fromMs: startMs, untilMs: endMs }, before: { fromMs: 2 * startMs - endMs, untilMs: startMs } };
}

export const floorTo = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs;

/** Whether what is asked for can be: `metrics.scope_invalid` or `metrics.range_invalid` when not. */
export function checkMetricQuery({ metric, scope, fromMs, untilMs, stepMs }: MetricQuery): void {
  checkScope(metric, scope);
  if (!(fromMs < untilMs))
    throw rangeError('The range ends before it begins. Give a "from" that is earlier than "until".');
  if (stepMs < MINUTE_MS || stepMs % MINUTE_MS !== 0) {
    throw rangeError('A step is a whole number of minutes: the shortest figures that are kept are those of a minute.');
  }
  const points = Math.ceil((untilMs - fromMs) / stepMs);
  if (points > MAX_POINTS) {
    throw rangeError(
      `This range has ${points} steps, and at most ${MAX_POINTS} are answered. Ask for longer steps or a shorter range.`,
    );
  }
}

function checkScope(
  metric: MetricQuery['metric'],
  { workflowId, versionNumber, connector, connection }: MetricScope,
): void {
  const kind = kindOf(metric);
  if (kind !== 'call' && (connector ?? connection) !== undefined) {
    throw scopeError(`"${metric}" is a figure of runs, not of one connector. Leave connector and connection away.`);
  }
  if (kind !== 'run' && versionNumber !== undefined) {
    throw scopeError(`"${metric}" is not kept version by version. Leave the version away.`);
  }
  if (versionNumber !== undefined && workflowId === undefined) {
    throw scopeError('A version is one of a workflow. Name the workflow too.');
  }
}

const rangeError = (message: string): RuntimeError => new RuntimeError('metrics.range_invalid', message);
const scopeError = (message: string): RuntimeError => new RuntimeError('metrics.scope_invalid', message);
