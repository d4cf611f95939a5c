import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { VersionStats } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import '../document-diff/words.ts';
import { formatRate } from './format-rate.ts';
import styles from './versions.module.css';

/** How many runs a version had, and how many of them failed: in words, with the time that they are of. */
export function Figures({ stats }: { readonly stats: VersionStats | undefined }): ReactElement | null {
  const { t } = useTranslation('versions');
  if (stats === undefined) return null;
  if (stats.runs === 0) return <span>{t('figures.none')}</span>;
  const runs = stats.isCapped
    ? t('figures.capped', { count: formatCount(stats.runs) as unknown as number })
    : t('figures.runs', { count: stats.runs });
  return (
    <Tooltip label={<FiguresWindow stats={stats} />}>
      <span className={styles.figures}>
        {runs}
        {', '}
        <ErrorRate stats={stats} />
      </span>
    </Tooltip>
  );
}

/** The share of runs that failed. */
export function ErrorRate({ stats }: { readonly stats: VersionStats }): ReactElement {
  const { t } = useTranslation('versions');
  const { errorRate = 0 } = stats;
  return (
    <span className={styles.rate} data-failing={errorRate > 0}>
      {errorRate === 0 ? t('figures.noErrors') : t('figures.errors', { rate: formatRate(errorRate) })}
    </span>
  );
}

/** Of which time the figures are. */
export function FiguresWindow({ stats }: { readonly stats: VersionStats }): ReactElement {
  const { t } = useTranslation('versions');
  return <>{stats.isCapped ? t('figures.cappedWindow', { count: stats.runs }) : t('figures.window')}</>;
}
