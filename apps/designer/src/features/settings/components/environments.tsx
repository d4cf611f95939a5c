import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { EnvironmentDialog } from '../../../components/environments/environment-dialog.tsx';
import { sortWorkspaces } from '../../../components/environments/model/environment.ts';
import { StageMark } from '../../../components/environments/stage-mark.tsx';
import { useEnterWorkspace } from '../../../components/environments/use-enter-workspace.ts';
import '../../../components/environments/words.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import tables from '../../../components/table.module.css';
import type { Workspace } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { workspacesQuery } from '../../../lib/queries/workspaces.ts';
import styles from '../settings.module.css';

const COLUMNS = ['name', 'stage', 'slug', 'role'] as const;

/** The environments of this person: where they are, what each is for. */
export function Environments(): ReactElement {
  const { t } = useTranslation('environments');
  const { data, error, refetch } = useQuery(workspacesQuery);
  const mayCreate = useMay('workspace.settings');
  const [isCreating, create] = useState(false);
  const [edited, edit] = useState<Workspace>();
  const workspaces = sortWorkspaces(data?.items ?? []);
  return (
    <section className={styles.card} aria-labelledby="environments-title">
      <header>
        <div>
          <h2 id="environments-title">{t('settings.title')}</h2>
          <p>{t('settings.text')}</p>
        </div>
        {mayCreate && <Button onClick={() => create(true)}>{t('settings.create')}</Button>}
      </header>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={2} />}
      {workspaces.length > 0 && (
        <table className={tables.table} aria-label={t('settings.title')}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`settings.column.${column}`)}
                </th>
              ))}
              <th scope="col" className={tables.number}>
                {t('settings.column.action')}
              </th>
            </tr>
          </thead>
          <tbody>
            {workspaces.map((workspace) => (
              <EnvironmentRow key={workspace.slug} workspace={workspace} onEdit={() => edit(workspace)} />
            ))}
          </tbody>
        </table>
      )}
      {isCreating && <EnvironmentDialog onClose={() => create(false)} />}
      {edited !== undefined && <EnvironmentDialog workspace={edited} onClose={() => edit(undefined)} />}
    </section>
  );
}

interface RowProps {
  readonly workspace: Workspace;
  readonly onEdit: () => void;
}

function EnvironmentRow({ workspace, onEdit }: RowProps): ReactElement {
  const { t } = useTranslation('environments');
  const entrance = useEnterWorkspace();
  const { slug, name, stage, role, isCurrent } = workspace;
  const mayEdit = role === 'owner' || role === 'admin';
  return (
    <tr>
      <td>
        <span className={tables.strong}>{name}</span>{' '}
        {isCurrent && <span className={styles.here}>{t('settings.current')}</span>}
      </td>
      <td>
        <StageMark stage={stage} />
      </td>
      <td className={tables.mono}>{slug}</td>
      <td>{t(`settings.role.${role}`)}</td>
      <td className={tables.number}>
        <span className={styles.acts}>
          {!isCurrent && (
            <Button
              size="xs"
              variant="default"
              aria-label={t('settings.enterLabel', { name })}
              onClick={() => entrance.mutate({ slug })}
            >
              {t('settings.enter')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            disabled={!mayEdit}
            title={mayEdit ? undefined : t('settings.readOnly')}
            aria-label={t('settings.editLabel', { name })}
            onClick={onEdit}
          >
            {t('settings.edit')}
          </Button>
        </span>
      </td>
    </tr>
  );
}
