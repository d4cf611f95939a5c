import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowUpRight, IconTable } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useCallback, useId, useState } from 'react';
import type { MetricAnswer, MetricName, MetricPoint } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import type { Range } from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { Skeleton } from '../skeleton.tsx';
import table from '../table.module.css';
import type { ChartLook } from './draw-chart.ts';
import { MetricChart } from './metric-chart.tsx';
import { comparedFigures, compareFigures, formatMetric, isBad, kindOf, spanOf } from './metric-value.ts';
import styles from './metric-chart.module.css';
import './words.ts';

interface Props {
  readonly metric: MetricName;
  /** What it is called; default: the name of the metric. */
  readonly title?: string | undefined;
  readonly range: Range;
  readonly answer: MetricAnswer | undefined;
  /** What it is compared with instead of the time before. */
  readonly baseline?: { readonly name: string; readonly value: number | undefined } | undefined;
  /** Leads to the runs that it is of. */
  readonly link?: (props: {
    readonly label: string;
    readonly icon: ReactNode;
    readonly className: string;
  }) => ReactNode;
  readonly note?: string | undefined;
  /** From where on an alert fires; a line in the chart. */
  readonly threshold?: number | undefined;
}

const LOOKS: Partial<Record<MetricName, ChartLook>> = {
  runs: { line: 'accent', hasArea: true },
  succeeded: { line: 'state-success', hasArea: true },
  failed: { line: 'state-failed', hasArea: true },
  error_rate: { line: 'state-failed', hasArea: true },
  connector_error_rate: { line: 'state-failed', hasArea: true },
  connector_calls: { line: 'accent', hasArea: true },
};
const USUAL_LOOK: ChartLook = { line: 'chart-4', hasArea: false };
/** How the chart of a figure is drawn, wherever it stands. */
export const lookOf = (metric: MetricName): ChartLook => LOOKS[metric] ?? USUAL_LOOK;
/** Red from here on. */
const BAD_RATE = 0.05;

/** One figure: the number, how it changed, its chart, and the same as a table. */
export function MetricCard({ metric, title, range, answer, baseline, link, note, threshold }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  const [isTable, showTable] = useState(false);
  const titleId = useId();
  const name = title ?? t(`metric.${metric}`);
  return (
    <section className={styles.card} aria-labelledby={titleId} data-metric={metric}>
      <header>
        <Tooltip label={t(`help.${metric}`)} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
          <h3 id={titleId} tabIndex={0}>
            {name}
          </h3>
        </Tooltip>
        <ActionIcon
          variant="subtle"
          size={24}
          aria-label={`${name}: ${t('chart.asTable')}`}
          aria-pressed={isTable}
          onClick={() => showTable(!isTable)}
        >
          <IconTable size={14} aria-hidden="true" />
        </ActionIcon>
        {link?.({
          label: `${name}: ${t('chart.open')}`,
          icon: <IconArrowUpRight size={14} aria-hidden="true" />,
          className: styles.open ?? '',
        })}
      </header>
      {answer === undefined ? (
        <Skeleton rows={4} />
      ) : (
        <Body {...{ metric, range, answer, baseline, threshold, name, isTable }} />
      )}
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </section>
  );
}

interface BodyProps extends Pick<Props, 'metric' | 'range' | 'baseline' | 'threshold'> {
  readonly answer: MetricAnswer;
  readonly name: string;
  readonly isTable: boolean;
}

function Body({ metric, range, answer, baseline, threshold, name, isTable }: BodyProps): ReactElement {
  const { t } = useTranslation('metrics');
  const [pointed, point] = useState<number>();
  const onPoint = useCallback((index: number | undefined) => point(index), []);
  const { points, total } = answer;
  const textOf = (value: number | null | undefined): string =>
    value === null || value === undefined ? t('none') : formatMetric(metric, value);
  const { least, most, gaps } = spanOf(points);
  const shown = pointed === undefined ? undefined : points[pointed];
  const summary =
    least === undefined
      ? `${name}: ${t('nothing')}`
      : t('chart.summary', { name, total: textOf(total.value), least: textOf(least), most: textOf(most) });
  return (
    <>
      <p className={styles.figure}>
        <strong data-bad={isBadFigure(metric, total.value)}>{textOf(total.value)}</strong>
        <Words {...{ metric, range, answer, baseline }} />
      </p>
      {isTable ? (
        <PointTable points={points} metric={metric} name={name} />
      ) : (
        <>
          <MetricChart
            {...{ metric, points, onPoint, look: lookOf(metric), baseline: baseline?.value, threshold }}
            label={gaps === 0 || least === undefined ? summary : `${summary}${t('chart.gaps', { count: gaps })}`}
          />
          <p className={styles.pointed} aria-hidden="true">
            {shown === undefined
              ? threshold === undefined
                ? ' '
                : t('chart.threshold', { value: textOf(threshold) })
              : `${timeOf(shown, range)} · ${shown.value === null ? t('chart.notMeasured') : textOf(shown.value)}`}
          </p>
        </>
      )}
    </>
  );
}

function Words({ metric, range, answer, baseline }: Omit<BodyProps, 'name' | 'isTable'>): ReactElement {
  const { t } = useTranslation('metrics');
  const before =
    baseline === undefined ? t(`range.before.${range}`) : t('dashboards.baseline.named', { name: baseline.name });
  const change = compareFigures(metric, ...comparedFigures(answer, baseline));
  const words = t(`change.${change.kind}`, {
    before,
    ...('percent' in change ? { percent: formatCount(change.percent) } : {}),
    ...('then' in change ? { value: formatMetric(metric, change.then) } : {}),
  });
  return <span data-bad={isBad(change)}>{words}</span>;
}

const isBadFigure = (metric: MetricName, value: number | null): boolean =>
  kindOf(metric) === 'rate' && value !== null && value >= BAD_RATE;

function timeOf({ at }: MetricPoint, range: Range): string {
  const isShort = range === '1h' || range === '24h';
  const options = isShort
    ? ({ hour: '2-digit', minute: '2-digit' } as const)
    : ({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const);
  return new Intl.DateTimeFormat(undefined, options).format(Date.parse(at));
}

function PointTable({
  points,
  metric,
  name,
}: Pick<BodyProps, 'metric' | 'name'> & { readonly points: readonly MetricPoint[] }): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <div className={styles.table} tabIndex={0} role="group" aria-label={name}>
      <table className={table.table} aria-label={name}>
        <thead>
          <tr>
            <th scope="col">{t('chart.when')}</th>
            <th scope="col" className={table.number}>
              {t('chart.value')}
            </th>
            <th scope="col" className={table.number}>
              {t('chart.of')}
            </th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.at}>
              <td>{timeOf(point, '7d')}</td>
              <td className={table.number}>
                {point.value === null ? t('chart.notMeasured') : formatMetric(metric, point.value)}
              </td>
              <td className={table.number}>{formatCount(point.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
