import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { formatRate } from '../../../../components/versions/format-rate.ts';
import type { Rollout } from '../../../../lib/contract.ts';
import { formatCount, formatDuration } from '../../../../lib/format.ts';
import styles from './rollout.module.css';

type Side = Rollout['base'];

/** How the candidate does, each figure beside that of the live version. */
export function RolloutFigures({ base, candidate }: Pick<Rollout, 'base' | 'candidate'>): ReactElement {
  const { t } = useTranslation('rollouts');
  const rateOf = ({ stats }: Side): string =>
    stats?.errorRate === undefined ? t('nothing') : t('rate', { rate: formatRate(stats.errorRate) });
  const p95Of = ({ stats }: Side): string => (stats?.p95Ms === undefined ? t('nothing') : formatDuration(stats.p95Ms));
  const than = (value: string): string => t('than', { number: base.number, value });
  const isWorse = (candidate.stats?.errorRate ?? 0) > (base.stats?.errorRate ?? 0);
  return (
    <span className={styles.figures}>
      <Runs stats={candidate.stats} />
      <span data-worse={isWorse}>
        {t('error', { rate: rateOf(candidate) })} <small>{than(rateOf(base))}</small>
      </span>
      <span>
        {t('p95', { duration: p95Of(candidate) })} <small>{than(p95Of(base))}</small>
      </span>
    </span>
  );
}

function Runs({ stats }: { readonly stats: Side['stats'] | undefined }): ReactElement {
  const { t } = useTranslation('rollouts');
  const { runs: count = 0, isCapped = false } = stats ?? {};
  if (count === 0) return <span>{t('noRuns')}</span>;
  return <span>{isCapped ? t('manyRuns', { runs: formatCount(count) }) : t('runs', { count })}</span>;
}
