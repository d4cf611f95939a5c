import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import table from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { Task } from '../../../lib/contract.ts';
import { shortenId } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../tasks.module.css';

interface Props {
  readonly tasks: readonly Task[];
  readonly state: 'open' | 'answered';
}

/** Tasks with what is asked, by whom, and how long there is. */
export function TaskTable({ tasks, state }: Props): ReactElement {
  const { t } = useTranslation('tasks');
  const columns = ['step', 'workflow', 'run', 'since', state === 'open' ? 'until' : 'answered'] as const;
  return (
    <table
      role="table"
      className={`${table.table ?? ''} ${table.stacked ?? ''} ${styles.tasks ?? ''}`}
      aria-label={t('list')}
    >
      <colgroup>
        {columns.map((id) => (
          <col key={id} className={styles[id]} data-minor={id === 'run' ? 'wide' : undefined} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((id) => (
            <th key={id} scope="col" data-minor={id === 'run' ? 'wide' : undefined}>
              {t(`column.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {tasks.map((task) => (
          <TaskRow key={`${task.runId} ${task.path} ${task.attempt} ${task.since}`} task={task} />
        ))}
      </tbody>
    </table>
  );
}

function TaskRow({ task }: { readonly task: Task }): ReactElement {
  const { t } = useTranslation('tasks');
  const workspace = useWorkspace();
  const { kind, step, asks, workflow, runId, since, until, answeredAt, state } = task;
  return (
    <tr role="row">
      <td role="cell" data-line>
        <TaskLink task={task}>{step}</TaskLink>
        <span className={styles.asks}>{asks ?? (kind === 'callback' ? t('callback') : '')}</span>
      </td>
      <td role="cell">{workflow}</td>
      <td role="cell" className={table.quiet} data-minor="wide">
        <Link className={table.mono} to="/w/$workspace/runs/$id" params={{ workspace, id: runId }}>
          {shortenId(runId)}
        </Link>
      </td>
      <td role="cell">
        <Time at={since} />
      </td>
      <td role="cell">
        {state === 'answered' && answeredAt !== undefined ? (
          <Time at={answeredAt} />
        ) : until === undefined ? (
          <span className={table.soft}>{t('noLimit')}</span>
        ) : (
          <Time at={until} />
        )}
      </td>
    </tr>
  );
}

/** Leads to the task; who may not answer it does not get its token, and is led to the step in its run. */
function TaskLink({ task, children }: { readonly task: Task; readonly children: string }): ReactElement {
  const workspace = useWorkspace();
  const { token, runId, path } = task;
  if (token === undefined)
    return (
      <Link
        className={table.link}
        to="/w/$workspace/runs/$id"
        params={{ workspace, id: runId }}
        search={{ step: path }}
      >
        {children}
      </Link>
    );
  return (
    <Link className={table.link} to="/w/$workspace/tasks/$token" params={{ workspace, token }}>
      {children}
    </Link>
  );
}
