import type uPlot from 'uplot';
import type { MetricName, MetricPoint } from '../../lib/contract.ts';
import { formatMetric, markedPoints } from './metric-value.ts';

export interface ChartLook {
  /** Names of tokens. */
  readonly line: string;
  readonly hasArea: boolean;
}
interface ChartParts {
  readonly metric: MetricName;
  readonly points: readonly MetricPoint[];
  readonly look: ChartLook;
  readonly baseline: number | undefined;
  /** From where on an alert fires. */
  readonly threshold: number | undefined;
  /** What a token is in this theme. */
  readonly colorOf: (token: string) => string;
  readonly onPoint: (index: number | undefined) => void;
}

/** The lines that go straight across, where there are any: what is compared with, and where an alert fires. */
const levelsOf = ({ baseline, threshold }: Pick<ChartParts, 'baseline' | 'threshold'>): readonly number[] =>
  [baseline, threshold].filter((level) => level !== undefined);

export function toData({
  points,
  ...levels
}: Pick<ChartParts, 'points' | 'baseline' | 'threshold'>): uPlot.AlignedData {
  const times = points.map(({ at }) => Date.parse(at) / 1000);
  const values = points.map(({ value }) => value);
  return [times, values, ...levelsOf(levels).map((level) => times.map(() => level))];
}

/** A line with its axis at the right, an end dot, gaps that stay gaps, and dashed lines to compare with. */
export function chartOptions(
  { metric, points, look, baseline, threshold, colorOf, onPoint }: ChartParts,
  size: { readonly width: number; readonly height: number },
): uPlot.Options {
  const line = colorOf(look.line);
  const axis = {
    stroke: colorOf('text-2'),
    font: '11px "Inter Variable", sans-serif',
    ticks: { show: false },
    border: { show: false },
  } as const;
  const marked = markedPoints(points.map(({ value }) => value));
  return {
    ...size,
    padding: [8, 0, 0, 16],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6, fill: line, stroke: line } },
    scales: { y: { range: (_, low, high) => rangeOf(low, high) } },
    axes: [
      { ...axis, grid: { show: false }, space: 72, size: 28, values: (_, splits) => [...timesOf(splits)] },
      {
        ...axis,
        side: 1,
        size: 56,
        space: 32,
        grid: { stroke: colorOf('border-subtle'), width: 1 },
        values: (_, splits) => splits.map((value) => formatMetric(metric, value)),
      },
    ],
    series: [
      {},
      {
        stroke: line,
        width: 1.5,
        spanGaps: false,
        points: { show: true, size: 6, fill: line, stroke: line, filter: () => [...marked] },
        ...(look.hasArea ? { fill: `color-mix(in srgb, ${line} 12%, transparent)` } : {}),
      },
      ...(baseline === undefined
        ? []
        : [{ stroke: colorOf('state-warning'), width: 1, dash: [4, 4], points: { show: false } }]),
      ...(threshold === undefined
        ? []
        : [{ stroke: colorOf('state-failed'), width: 1, dash: [8, 4], points: { show: false } }]),
    ],
    hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? undefined)] },
  };
}

/** In one line: of a day or less the time, of more the date, in the reader's own way. */
function timesOf(seconds: readonly number[]): readonly string[] {
  const spanSeconds = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  const options: Intl.DateTimeFormatOptions =
    spanSeconds > 100_000
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const format = new Intl.DateTimeFormat(undefined, options);
  return seconds.map((one) => format.format(one * 1000));
}

/** From 0, with a little room above; a chart of nothing has an axis too. */
function rangeOf(_: number | null, high: number | null): [number, number] {
  return [0, high === null || high === 0 ? 1 : high * 1.1];
}
