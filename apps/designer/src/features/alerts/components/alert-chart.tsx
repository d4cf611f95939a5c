import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import { lookOf } from '../../../components/metric-chart/metric-card.tsx';
import { MetricChart } from '../../../components/metric-chart/metric-chart.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { AlertDetail } from '../../../lib/contract.ts';
import { metricSpanQuery } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useConditionWords } from '../hooks/use-condition-words.ts';
import { spanOfAlert } from '../model/alert-span.ts';
import styles from '../alerts.module.css';

/** The figure that is watched, around the time of an alert, with the line above which it fires. */
export function AlertChart({ alert }: { readonly alert: AlertDetail }): ReactElement | null {
  const { t } = useTranslation('alerts');
  const { describe, say } = useConditionWords();
  const { condition, workflow, from, until, clearedAt } = alert;
  const span = useMemo(
    () => spanOfAlert({ from, until, ...(clearedAt === undefined ? {} : { clearedAt }) }),
    [from, until, clearedAt],
  );
  const isDrawn = condition.kind === 'above';
  const metric = isDrawn ? condition.metric : 'error_rate';
  const scope = workflow === undefined ? {} : { workflow: workflow.name };
  const { data, error, refetch } = useQuery({ ...metricSpanQuery(metric, span, scope), enabled: isDrawn });
  if (!isDrawn) return null;
  const limit = say(condition, condition.threshold);
  return (
    <section className={styles.card} aria-labelledby="chart-title">
      <h2 id="chart-title">{t(`metric.${metric}`)}</h2>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={4} />}
      {data !== undefined && (
        <MetricChart
          metric={metric}
          points={data.points}
          look={lookOf(metric)}
          threshold={condition.threshold}
          label={`${describe(condition)}. ${t('alert.chart', { limit })}`}
          onPoint={ignore}
        />
      )}
      <p className={styles.hint}>{t('alert.chart', { limit })}</p>
    </section>
  );
}

const ignore = (): void => undefined;
