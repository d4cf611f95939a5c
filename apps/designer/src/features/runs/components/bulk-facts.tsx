import type { ReactElement, ReactNode } from 'react';
import { Time } from '../../../components/time.tsx';
import type { BulkDetail } from '../../../lib/contract.ts';
import { formatAbsolute } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../bulk-page.module.css';
import { isOfLetters } from '../model/bulk-progress.ts';

type Fact = readonly [name: string, value: ReactNode];

/** What a bulk action does, to which runs, and who wanted it, in one line of facts. */
export function BulkFacts({ bulk }: { readonly bulk: BulkDetail }): ReactElement {
  const { t } = useTranslation('bulk');
  const { version, endedAt, changedBy } = bulk;
  const facts: readonly Fact[] = [
    ['what', whatText(bulk, t)],
    [
      'which',
      isOfLetters(bulk) ? <WhichLetters key="w" filter={bulk.deadLetters} /> : <Which key="w" filter={bulk.filter} />,
    ],
    ...(version === undefined ? [] : [['version', versionText(version, t)] as const]),
    ['rate', t('page.rate', { count: bulk.ratePerSecond })],
    ['startedBy', bulk.startedBy],
    ['started', <Time key="s" at={bulk.startedAt} />],
    ...(changedBy === undefined ? [] : [['changed', changedBy] as const]),
    ...(endedAt === undefined ? [] : [['ended', <Time key="e" at={endedAt} />] as const]),
  ];
  return (
    <dl className={styles.strip} aria-label={t('page.summary')}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`page.fact.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function whatText(
  { action, compensate, because }: BulkDetail,
  t: ReturnType<typeof useTranslation<'bulk'>>['t'],
): string {
  if (compensate === true) return t('page.what.cancelUndo');
  return action === 'discard' ? t('page.what.discard', { because }) : t(`page.what.${action}`);
}

function versionText(
  version: NonNullable<BulkDetail['version']>,
  t: ReturnType<typeof useTranslation<'bulk'>>['t'],
): string {
  if (typeof version === 'number') return t('page.version.number', { number: version });
  return t(`page.version.${version}`);
}

/** The same of dead letters. */
function WhichLetters({ filter }: { readonly filter: BulkDetail['deadLetters'] }): ReactElement {
  const { t } = useTranslation('bulk');
  if (filter === undefined) return <>{t('page.picked')}</>;
  // Only open ones are acted on.
  const { state: _, ...rest } = filter;
  const parts = Object.entries(rest).map(([name, value]) => `${name}:${[value].flat().join(',')}`);
  return <>{parts.length === 0 ? t('page.allLetters') : parts.join('  ')}</>;
}

/** The filter as words, in the grammar of the list of runs. */
export function Which({ filter }: { readonly filter: BulkDetail['filter'] }): ReactElement {
  const { t } = useTranslation('bulk');
  if (filter === undefined) return <>{t('page.picked')}</>;
  const { status, attribute = [], from, until, ...rest } = filter;
  const parts = [
    ...Object.entries(rest).map(([name, value]) => `${name}:${value}`),
    ...(status === undefined ? [] : [`status:${status.join(',')}`]),
    ...attribute,
    ...(from === undefined ? [] : [`from:${formatAbsolute(Date.parse(from))}`]),
    ...(until === undefined ? [] : [`until:${formatAbsolute(Date.parse(until))}`]),
  ];
  return <>{parts.length === 0 ? t('page.allRuns') : parts.join('  ')}</>;
}
