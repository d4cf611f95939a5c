import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import { useNow } from '../../../hooks/use-now.ts';
import { formatCount } from '../../../lib/format.ts';
import { histogramQuery } from '../../../lib/queries/run-search.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { searchesData, withRange } from '../model/query-text.ts';
import {
  barsOf,
  boundsOf,
  type Brush,
  brushOf,
  chartSpan,
  GROUP_NAMES,
  type GroupCounts,
  GROUPS,
  sumOf,
  totalOf,
  usualSpan,
} from '../model/run-histogram.ts';
import { SPANS, type Span } from '../model/run-search.ts';
import styles from '../run-histogram.module.css';
import { HistogramPlot } from './histogram-plot.tsx';

interface Props {
  readonly query: string;
  readonly workflow: string | undefined;
  readonly span: Span | undefined;
  readonly onSpan: (span: Span) => void;
  readonly onQuery: (query: string) => void;
}

const MINUTE_MS = 60_000;

/** Runs by time and status. What is chosen in it is the range of the list. */
export function RunHistogram({ query, workflow, span: chosen, onSpan, onQuery }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const nowMs = useNow(MINUTE_MS);
  const name = chosen ?? usualSpan(query, nowMs);
  const span = chartSpan(name, nowMs);
  // Its own range is that of the chart: what is outside of the choice is seen too.
  const filter = { q: withRange(query, {}), workflow };
  const { data, error, refetch } = useQuery(
    histogramQuery(filter, {
      from: new Date(span.fromMs).toISOString(),
      until: new Date(span.untilMs).toISOString(),
      buckets: span.buckets,
    }),
  );
  const brush = brushOf(query, span, nowMs);
  const choose = (next: Brush | undefined): void =>
    onQuery(withRange(query, next === undefined ? {} : boundsOf(next, span)));
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const bars = data === undefined ? [] : barsOf(data);
  return (
    <section className={styles.card} aria-label={t('histogram.label')}>
      <header className={styles.head}>
        <Legend counts={sumOf(bars, brush)} isChosen={brush !== undefined} isEstimate={(data?.countedShare ?? 1) < 1} />
        <SegmentedControl
          size="xs"
          aria-label={t('histogram.span')}
          value={name}
          data={SPANS.map((value) => ({ value, label: t(`histogram.spans.${value}`) }))}
          onChange={onSpan}
        />
      </header>
      <HistogramPlot bars={bars} span={span} brush={brush} onBrush={choose} />
      {searchesData(query) && <p className={styles.note}>{t('histogram.leftOut')}</p>}
    </section>
  );
}

interface LegendProps {
  readonly counts: GroupCounts;
  readonly isChosen: boolean;
  readonly isEstimate: boolean;
}

function Legend({ counts, isChosen, isEstimate }: LegendProps): ReactElement {
  const { t } = useTranslation('runs');
  const total = totalOf(counts);
  const shown = (isEstimate ? '≈ ' : '') + formatCount(total);
  return (
    <p className={styles.legend}>
      <strong role="status">{t(isChosen ? 'histogram.chosen' : 'histogram.all', { count: total, shown })}</strong>
      {GROUP_NAMES.filter((group) => counts[group] > 0 || group === 'succeeded' || group === 'failed').map((group) => (
        <span key={group} data-group={group}>
          {group === 'succeeded' || group === 'failed' ? (
            <i className={styles.swatch} data-group={group} aria-hidden="true" />
          ) : (
            <StateBadge status={GROUPS[group][0]} variant="icon" size={14} />
          )}
          {t(`histogram.group.${group}`)} <b>{formatCount(counts[group])}</b>
        </span>
      ))}
    </p>
  );
}
