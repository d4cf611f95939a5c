import { Button, SegmentedControl } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import table from '../../../components/table.module.css';
import { useNow } from '../../../hooks/use-now.ts';
import type { ErrorGroupDetail } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { dayBars, hourBars, sumOf, type TrendBar } from '../model/trend.ts';
import styles from '../error-group.module.css';

type Span = 'hours' | 'days';

/** How often it failed, as bars or as a table. */
export function TrendChart({ group: { hours } }: { readonly group: ErrorGroupDetail }): ReactElement {
  const { t } = useTranslation('errors');
  const [span, setSpan] = useState<Span>('hours');
  const [isTable, setTable] = useState(false);
  const nowMs = useNow(60_000);
  const bars = span === 'hours' ? hourBars(hours, nowMs) : dayBars(hours, nowMs);
  return (
    <section className={styles.chart} aria-labelledby="trend-title">
      <header>
        <h2 id="trend-title">{t(`group.every.${span}`)}</h2>
        <span className={styles.tools}>
          <Button variant="subtle" size="compact-xs" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {t('group.asTable')}
          </Button>
          <SegmentedControl
            size="xs"
            aria-label={t('group.span')}
            value={span}
            onChange={(chosen) => setSpan(chosen === 'days' ? 'days' : 'hours')}
            data={(['hours', 'days'] as const).map((value) => ({ value, label: t(`group.${value}`) }))}
          />
        </span>
      </header>
      {isTable ? <TrendTable bars={bars} span={span} /> : <Bars bars={bars} span={span} />}
    </section>
  );
}

interface BarsProps {
  readonly bars: readonly TrendBar[];
  readonly span: Span;
}

const timeOf = (atMs: number, span: Span): string =>
  span === 'hours'
    ? new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(atMs)
    : new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(atMs);

function Bars({ bars, span }: BarsProps): ReactElement {
  const { t } = useTranslation('errors');
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const label = `${t(`group.every.${span}`)}: ${t('runs', { count: sumOf(bars) })}`;
  return (
    <>
      <div className={styles.bars} role="img" aria-label={label}>
        <span className={styles.most}>{formatCount(most)}</span>
        {bars.map(({ atMs, count }) => (
          <span
            key={atMs}
            title={`${timeOf(atMs, span)}: ${t('runs', { count })}`}
            data-some={count > 0}
            style={{ height: count === 0 ? '2px' : `max(4px, ${(count / most) * 100}%)` }}
          />
        ))}
      </div>
      <p className={styles.axis} aria-hidden="true">
        <span>{timeOf(bars[0]?.atMs ?? 0, span)}</span>
        <span>{timeOf(bars.at(-1)?.atMs ?? 0, span)}</span>
      </p>
    </>
  );
}

function TrendTable({ bars, span }: BarsProps): ReactElement {
  const { t } = useTranslation('errors');
  return (
    <table className={table.table} aria-label={t(`group.every.${span}`)}>
      <thead>
        <tr>
          <th scope="col">{t('group.when')}</th>
          <th scope="col" className={table.number}>
            {t('column.count')}
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ atMs, count }) => (
          <tr key={atMs}>
            <td>{timeOf(atMs, span)}</td>
            <td className={table.number}>{formatCount(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
