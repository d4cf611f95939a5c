import type { AlertCondition } from '../../../lib/contract.ts';

/** Takes out what multiplying adds (0.07 * 100), and nothing that is typed. */
const DIGITS = 12;

type Metric = Extract<AlertCondition, { kind: 'above' }>['metric'];
/** How a figure is written and typed: rates as percent, times as seconds. */
export type FigureUnit = 'percent' | 'seconds' | 'count';

export function unitOf(metric: Metric): FigureUnit {
  if (metric.endsWith('error_rate')) return 'percent';
  return /_p\d\d$|_age$/.test(metric) ? 'seconds' : 'count';
}

const FACTORS = { percent: 100, seconds: 1 / 1000, count: 1 } as const;

/** As people type it. */
export const toTyped = (metric: Metric, value: number): number =>
  Number((value * FACTORS[unitOf(metric)]).toPrecision(DIGITS));
/** As the API takes it. */
export const fromTyped = (metric: Metric, typed: number): number =>
  Number((typed / FACTORS[unitOf(metric)]).toPrecision(DIGITS));
