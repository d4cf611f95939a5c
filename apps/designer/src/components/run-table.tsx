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

interface Column {
  readonly id: 'state' | 'run' | 'workflow' | 'trigger' | 'started' | 'duration' | 'steps' | 'what';
  readonly width?: number;
  readonly isNumber?: boolean;
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
}

const BEGIN: readonly Column[] = [
  { id: 'state', width: 132 },
  { id: 'run', width: 112 },
];
const TIMES: readonly Column[] = [
  { id: 'started', width: 96, isNumber: true },
  { id: 'duration', width: 96, isNumber: true },
];

function columnsOf({ brief, withoutWorkflow }: Pick<RowProps, 'brief' | 'withoutWorkflow'>): readonly Column[] {
  const workflow: readonly Column[] = withoutWorkflow ? [] : [{ id: 'workflow', ...(brief ? {} : { width: 220 }) }];
  if (brief) return [...BEGIN, ...workflow, ...TIMES];
  const trigger: Column = { id: 'trigger', width: 116, isMinor: true };
  const steps: Column = { id: 'steps', width: 64, isNumber: true, isMinor: true };
  return [...BEGIN, ...workflow, trigger, ...TIMES, steps, { id: 'what' }];
}

const minor = (isMinor = false): 'wide' | undefined => (isMinor ? 'wide' : undefined);

/** Runs as rows: state first, numbers right. */
export function RunTable({ runs, label, brief = false, withoutWorkflow = false }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const columns = columnsOf({ brief, withoutWorkflow });
  return (
    <table role="table" className={`${styles.table ?? ''} ${styles.stacked ?? ''}`} aria-label={label}>
      <colgroup>
        {columns.map(({ id, width, isMinor }) => (
          <col key={id} style={{ width }} data-minor={minor(isMinor)} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ id, isNumber = false, isMinor }) => (
            <th key={id} scope="col" className={isNumber ? styles.number : undefined} data-minor={minor(isMinor)}>
              {t(`column.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
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
    <tr role="row">
      <td role="cell">
        <StateBadge status={run.status} />
      </td>
      <td role="cell">
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
        <td role="cell">
          <span className={styles.link}>{run.workflow.name}</span>{' '}
          <span className={styles.soft}>{run.version === undefined ? t('draft') : `v${run.version}`}</span>
        </td>
      )}
      {!brief && (
        <td role="cell" className={styles.quiet} data-minor="wide">
          {t(`trigger.${run.trigger.type}`)}
        </td>
      )}
      <td role="cell" className={styles.number}>
        <Time at={run.startedAt ?? run.acceptedAt} />
      </td>
      <td role="cell" className={styles.number} data-minor={withoutWorkflow ? undefined : 'narrow'}>
        <RunDuration run={run} />
      </td>
      {!brief && (
        <td role="cell" className={styles.number} data-minor="wide">
          {run.stepCount}
        </td>
      )}
      {!brief && (
        <td role="cell" className={styles.quiet} data-line {...(tellsMore(run) ? {} : { 'data-minor': 'narrow' })}>
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

/** Whether there is more to tell than the state does. */
const tellsMore = ({ status, error, availableAt, currentState }: Run): boolean =>
  error !== undefined ||
  (status === 'waiting' && availableAt !== undefined) ||
  (status === 'running' && currentState !== undefined);

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
