import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Skeleton } from '../../../components/skeleton.tsx';
import tables from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { ConnectorMigration, MigratedWorkflow } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { migrationQuery } from '../api/migrations.ts';
import { MigratedState, MigrationState } from './migration-state.tsx';
import { MigrationSteps } from './migration-steps.tsx';
import { Refusal } from './refusal.tsx';
import styles from './versions.module.css';

/** One migration: what became of each workflow, and what can be done next. */
export function MigrationPanel({ connector, id }: { readonly connector: string; readonly id: string }): ReactElement {
  const { t } = useTranslation('catalogue');
  const { data, error } = useQuery(migrationQuery(connector, id));
  return (
    <>
      <div className={styles.back}>
        <Link to="." search={{ tab: 'used-by' }}>
          <IconArrowLeft size={16} aria-hidden="true" /> {t('move.back')}
        </Link>
      </div>
      {error !== null && <Refusal error={error} />}
      {data === undefined && error === null && <Skeleton />}
      {data !== undefined && <Known migration={data} />}
    </>
  );
}

function Known({ migration }: { readonly migration: ConnectorMigration }): ReactElement {
  const { t } = useTranslation('catalogue');
  const { from, to, state, startedBy, startedAt, workflows } = migration;
  return (
    <section className={styles.migration} aria-labelledby="migration-title">
      <header className={styles.migrationHead}>
        <h2 id="migration-title">{t('move.panel', { from, to })}</h2>
        <MigrationState state={state} />
        <span className={styles.quiet}>
          {t('move.startedBy', { name: startedBy })} · <Time at={startedAt} />
        </span>
      </header>
      <MigrationSteps migration={migration} />
      {workflows.length === 0 ? <p className={styles.quiet}>{t('move.none')}</p> : <Workflows migration={migration} />}
    </section>
  );
}

function Workflows({ migration: { from, to, workflows } }: { readonly migration: ConnectorMigration }): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <div className={tables.frame}>
      <table className={`${tables.table ?? ''} ${styles.users ?? ''}`} aria-label={t('move.panel', { from, to })}>
        <thead>
          <tr>
            {(['workflow', 'state', 'batch'] as const).map((column) => (
              <th key={column} scope="col" data-column={column}>
                {t(`move.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {workflows.map((workflow) => (
            <WorkflowRow key={workflow.workflow} workflow={workflow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where somebody has to do something, the draft is one step away. */
const OPEN_STATES: readonly MigratedWorkflow['state'][] = ['needs_edits', 'draft_differs', 'skipped'];

function WorkflowRow({ workflow }: { readonly workflow: MigratedWorkflow }): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const { workflow: name, state, batch, problems } = workflow;
  return (
    <tr>
      <td className={tables.strong}>
        <Link className={tables.link} to="/w/$workspace/workflows/$name/design" params={{ workspace, name }}>
          {name}
        </Link>
      </td>
      <td>
        <MigratedState workflow={workflow} />
        {problems.length > 0 && (
          <ul className={styles.problems}>
            {problems.map(({ code, path, message }) => (
              <li key={`${path} ${code} ${message}`}>
                {path !== '' && <code>{path}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        {OPEN_STATES.includes(state) && (
          <p>
            <Link
              className={styles.open}
              to="/w/$workspace/workflows/$name/design"
              params={{ workspace, name }}
              aria-label={t('move.draftOfLabel', { workflow: name })}
            >
              {t('move.draftOf')}
            </Link>
          </p>
        )}
      </td>
      <td>{batch ?? '—'}</td>
    </tr>
  );
}
