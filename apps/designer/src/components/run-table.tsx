import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../lib/contract.ts';
import { shortenId } from '../lib/format.ts';
import { readCause } from '../lib/read-cause.ts';
import { describePath } from '../lib/step-path.ts';
import { hasEnded } from '../lib/state-look.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { StateBadge } from './state-badge.tsx';
import { Duration, Elapsed, Time } from './time.tsx';
import styles from './table.module.css';

interface Props {
  readonly runs: readonly Run[];
  readonly label: string;
  /** Leaves out what a card has no room for. */
  readonly brief?: boolean;
  readonly withoutWorkflow?: boolean;
}

/** Runs as rows: state first, numbers right. */
export function RunTable({ runs, label, brief = false, withoutWorkflow = false }: Props): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <table className={styles.table} aria-label={label}>
      <colgroup>
        <col style={{ width: 132 }} />
        <col style={{ width: 112 }} />
        {!withoutWorkflow && <col style={{ width: brief ? undefined : 220 }} />}
        {!brief && <col style={{ width: 116 }} />}
        <col style={{ width: 96 }} />
        <col style={{ width: 96 }} />
        {!brief && <col style={{ width: 64 }} />}
        {!brief && <col />}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('column.state')}</th>
          <th scope="col">{t('column.run')}</th>
          {!withoutWorkflow && <th scope="col">{t('column.workflow')}</th>}
          {!brief && <th scope="col">{t('column.trigger')}</th>}
          <th scope="col" className={styles.number}>
            {t('column.started')}
          </th>
          <th scope="col" className={styles.number}>
            {t('column.duration')}
          </th>
          {!brief && (
            <th scope="col" className={styles.number}>
              {t('column.steps')}
            </th>
          )}
          {!brief && <th scope="col">{t('column.what')}</th>}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} brief={brief} withoutWorkflow={withoutWorkflow} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly run: Run;
  readonly brief: boolean;
  readonly withoutWorkflow: boolean;
}

function RunRow({ run, brief, withoutWorkflow }: RowProps): ReactElement {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  return (
    <tr>
      <td>
        <StateBadge status={run.status} />
      </td>
      <td>
        <Link
          className={`${styles.mono ?? ''} ${styles.link ?? ''}`}
          to="/w/$workspace/runs/$id"
          params={{ workspace, id: run.id }}
          title={run.id}
        >
          {shortenId(run.id)}
        </Link>
      </td>
      {!withoutWorkflow && (
        <td>
          <span className={styles.link}>{run.workflow.name}</span>{' '}
          <span className={styles.soft}>{run.version === undefined ? t('draft') : `v${run.version}`}</span>
        </td>
      )}
      {!brief && <td className={styles.quiet}>{t(`trigger.${run.trigger.type}`)}</td>}
      <td className={styles.number}>
        <Time at={run.startedAt ?? run.acceptedAt} />
      </td>
      <td className={styles.number}>
        <RunDuration run={run} />
      </td>
      {!brief && <td className={styles.number}>{run.stepCount}</td>}
      {!brief && (
        <td className={styles.quiet}>
          <WhatHappened run={run} />
        </td>
      )}
    </tr>
  );
}

/** A finished run's duration, or how long it has been going on. */
export function RunDuration({ run }: { readonly run: Run }): ReactElement {
  if (!hasEnded(run.status) && run.startedAt !== undefined) return <Elapsed since={run.startedAt} />;
  return <Duration ms={run.durationMs} />;
}

function WhatHappened({ run }: { readonly run: Run }): ReactElement {
  const { t } = useTranslation('runs');
  if (run.status === 'waiting' && run.availableAt !== undefined)
    return (
      <>
        <span className={styles.link}>{run.currentState}</span> · {t('continues')} <Time at={run.availableAt} />
      </>
    );
  if (run.error !== undefined) {
    const { message } = readCause(run.cause);
    return (
      <span title={message === '' ? run.error : `${run.error}: ${message}`}>
        {run.failedPath !== undefined && <span className={styles.link}>{describePath(run.failedPath)} · </span>}
        {message === '' ? run.error : message}
      </span>
    );
  }
  if (run.status === 'running' && run.currentState !== undefined)
    return <span className={styles.link}>{run.currentState}</span>;
  return <>—</>;
}
