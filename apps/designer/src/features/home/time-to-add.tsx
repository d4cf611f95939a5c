import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck, IconClock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { IntegrationTimes } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import { integrationTimesQuery } from '../../lib/queries/metrics.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './home.module.css';

/** How long it takes from the first edit of a workflow to its first success: measured. */
export function TimeToAdd(): ReactElement {
  const { t } = useTranslation('metrics');
  const { data, error, refetch } = useQuery(integrationTimesQuery);
  return (
    <section className={styles.card} aria-labelledby="times-title">
      <header>
        <h2 id="times-title">{t('times.title')}</h2>
        <span className={styles.moment}>{t('times.span')}</span>
      </header>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <div className={styles.times}>
        {data === undefined && error === null && <Skeleton rows={3} />}
        {data !== undefined && <Times times={data} />}
      </div>
    </section>
  );
}

function Times({ times: { last, before } }: { readonly times: IntegrationTimes }): ReactElement {
  const { t } = useTranslation('metrics');
  const { medianSeconds, buildSeconds, firstRunSeconds, count } = last;
  if (medianSeconds === null || buildSeconds === null || firstRunSeconds === null)
    return (
      <p className={styles.soft}>
        {t('times.none')} {t('times.noneText')}
      </p>
    );
  const whole = Math.max(1, buildSeconds + firstRunSeconds);
  const bars = [
    { name: 'build', from: 0, seconds: buildSeconds },
    { name: 'run', from: buildSeconds, seconds: firstRunSeconds },
  ] as const;
  return (
    <>
      <strong className={styles.kpi}>{formatDuration(medianSeconds * 1000)}</strong>
      <Comparison now={medianSeconds} before={before.medianSeconds} />
      <dl className={styles.bars}>
        {bars.map(({ name, from, seconds }) => (
          <div key={name}>
            <dt>{t(`times.${name}`)}</dt>
            <dd aria-hidden="true" className={styles.track}>
              <span style={{ left: `${(from / whole) * 100}%`, width: `max(2px, ${(seconds / whole) * 100}%)` }} />
            </dd>
            <dd className={styles.number}>{formatDuration(seconds * 1000)}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.soft}>{t('times.count', { count })}</p>
    </>
  );
}

function Comparison({ now, before }: { readonly now: number; readonly before: number | null }): ReactElement {
  const { t } = useTranslation('metrics');
  if (before === null) return <p className={styles.soft}>{t('times.first')}</p>;
  const difference = Math.round(now - before);
  if (difference === 0) return <p className={styles.soft}>{t('times.same')}</p>;
  const time = formatDuration(Math.abs(difference) * 1000);
  return (
    <p className={styles.change} data-better={difference < 0}>
      {difference < 0 ? <IconCircleCheck size={14} aria-hidden="true" /> : <IconClock size={14} aria-hidden="true" />}
      {t(difference < 0 ? 'times.faster' : 'times.slower', { time })}
    </p>
  );
}
