import { Button } from '@mantine/core';
import {
  IconCircleCheck,
  IconDatabase,
  IconRefresh,
  IconSchema,
  IconStack2,
  type TablerIcon,
} from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';
import { Time } from '../../../components/time.tsx';
import type { Setup } from '../../../lib/contract.ts';
import styles from '../setup.module.css';

const ICONS: Readonly<Record<string, TablerIcon>> = {
  database: IconDatabase,
  migrations: IconSchema,
  queue: IconStack2,
};

/** The health of the installation, check by check. */
export function Checks({ query }: { readonly query: UseQueryResult<Setup> }): ReactElement {
  const { t } = useTranslation('setup');
  const { data, error, refetch, isFetching, dataUpdatedAt } = query;
  return (
    <div className={styles.checks}>
      <div className={styles.checksHead}>
        <h2 id="checks-title">{t('checks.title')}</h2>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={14} aria-hidden="true" />}
          loading={isFetching && data !== undefined}
          onClick={() => void refetch()}
        >
          {t('checks.again')}
        </Button>
      </div>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={4} />}
      {data !== undefined && <CheckList setup={data} at={new Date(dataUpdatedAt).toISOString()} />}
    </div>
  );
}

function CheckList({ setup, at }: { readonly setup: Setup; readonly at: string }): ReactElement {
  const { t, i18n } = useTranslation('setup');
  const failed = setup.checks.filter(({ ok }) => !ok).length;
  const titleOf = (name: string): string => (i18n.exists(`setup:checks.${name}`) ? t(`checks.${name}`) : name);
  return (
    <>
      <div className={styles.card}>
        <p className={styles.verdict} data-ok={failed === 0} role="status">
          {failed === 0 ? <IconCircleCheck size={18} aria-hidden="true" /> : <FailedMark size={18} />}
          <strong>
            {failed === 0 ? t('checks.ready', { count: setup.checks.length }) : t('checks.notReady', { count: failed })}
          </strong>
          <Time at={at} />
        </p>
        <ul>
          {setup.checks.map(({ name, ok, detail }) => {
            const Icon = ICONS[name] ?? IconStack2;
            return (
              <li key={name} className={styles.check}>
                <span className={styles.tile}>
                  <Icon size={20} stroke={1.75} aria-hidden="true" />
                </span>
                <div className={styles.checkWords}>
                  <strong>{titleOf(name)}</strong>
                  <span>{detail}</span>
                </div>
                <span className={styles.verdictChip} data-ok={ok}>
                  {ok ? <IconCircleCheck size={14} aria-hidden="true" /> : <FailedMark size={14} />}
                  {t(ok ? 'checks.ok' : 'checks.failed')}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
      <dl className={styles.facts}>
        <dt>{t('checks.version')}</dt>
        <dd>{setup.version}</dd>
        <dt>{t('checks.url')}</dt>
        <dd>{window.location.origin}</dd>
      </dl>
    </>
  );
}
