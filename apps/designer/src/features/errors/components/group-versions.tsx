import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import '../../../components/document-diff/words.ts';
import { formatRate } from '../../../components/metric-chart/metric-value.ts';
import table from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { BreakdownItem, ErrorGroupDetail } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useMay } from '../../../lib/permissions.ts';
import { breakdownQuery } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { betterVersion } from '../model/better-version.ts';
import styles from '../error-group.module.css';

const ActivateDialog = lazy(async () => ({
  default: (await import('../../../components/versions/activate-dialog.tsx')).ActivateDialog,
}));

/** In which versions it was seen, how often each fails, and the way back to one that does better. */
export function GroupVersions({ group }: { readonly group: ErrorGroupDetail }): ReactElement {
  const { t } = useTranslation('errors');
  const { data } = useQuery(breakdownQuery('version', '7d', group.workflow.name));
  const rates = data?.items ?? [];
  return (
    <section className={styles.card}>
      <VersionTable group={group} rates={rates} />
      <RollBack group={group} rates={rates} label={t('group.versions')} />
    </section>
  );
}

interface Props {
  readonly group: ErrorGroupDetail;
  readonly rates: readonly BreakdownItem[];
}

function VersionTable({ group, rates }: Props): ReactElement {
  const { t } = useTranslation('errors');
  const { versions, liveVersion, firstSeenAt: groupSeenAt } = group;
  const rateOf = (number: number | undefined): number | null | undefined =>
    number === undefined ? undefined : rates.find(({ version }) => version === number)?.errorRate;
  return (
    <table className={table.table} aria-label={t('group.versions')}>
      <thead>
        <tr>
          <th scope="col">{t('group.version')}</th>
          {(['inGroup', 'rate', 'first'] as const).map((id) => (
            <th key={id} scope="col" className={table.number}>
              {t(`group.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {versions.map(({ number, count, firstSeenAt }) => (
          <tr key={number ?? 0}>
            <td>
              {number === undefined ? t('group.gone') : `v${number}`}{' '}
              {number !== undefined && number === liveVersion && <span className={styles.live}>{t('group.live')}</span>}
            </td>
            <td className={table.number}>{formatCount(count)}</td>
            <td className={table.number}>{rateWords(rateOf(number))}</td>
            <td className={table.number}>
              <Time at={firstSeenAt > groupSeenAt ? firstSeenAt : groupSeenAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const rateWords = (rate: number | null | undefined): string =>
  rate === null || rate === undefined ? '—' : formatRate(rate);

/** One click to the dialog that says what it means. Nothing where no version did better. */
function RollBack({ group, rates, label }: Props & { readonly label: string }): ReactElement | null {
  const { t } = useTranslation('errors');
  const mayPublish = useMay('workflow.publish');
  const [isOpen, open] = useState(false);
  const better = betterVersion(group, rates);
  if (better === undefined) return null;
  const { from, to, now, then } = better;
  return (
    <div className={styles.better} role="group" aria-label={label}>
      <p>{t('group.better', { from, to, now: formatRate(now), then: formatRate(then) })}</p>
      {mayPublish && (
        <Button size="xs" variant="default" onClick={() => open(true)}>
          {t('group.rollBack', { to })}
        </Button>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <ActivateDialog name={group.workflow.name} number={to} onClose={() => open(false)} />
        </Suspense>
      )}
    </div>
  );
}
