import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { VersionStats } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import '../document-diff/words.ts';
import { formatRate } from './format-rate.ts';

type Translate = ReturnType<typeof useTranslation<'versions'>>['t'];

/** How many runs a version had, and how many of them failed, in words. */
export function figuresText(stats: VersionStats, t: Translate): string {
  const { runs, isCapped, errorRate = 0 } = stats;
  if (runs === 0) return t('figures.none');
  const counted = isCapped ? t('figures.capped', { runs: formatCount(runs) }) : t('figures.runs', { count: runs });
  const failed = errorRate === 0 ? t('figures.noErrors') : t('figures.errors', { rate: formatRate(errorRate) });
  return `${counted}, ${failed}`;
}

/** Of which time the figures are. */
export function FiguresWindow({ stats }: { readonly stats: VersionStats }): ReactElement {
  const { t } = useTranslation('versions');
  return <>{stats.isCapped ? t('figures.cappedWindow', { count: stats.runs }) : t('figures.window')}</>;
}
