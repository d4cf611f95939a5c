import { Button, Group, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconVersions } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import tables from '../../components/table.module.css';
import { Time } from '../../components/time.tsx';
import { WorkflowHeader } from '../../components/workflow-header.tsx';
import type { Version } from '../../lib/contract.ts';
import { activateVersion, versionsQuery } from '../../lib/queries/workflows.ts';
import styles from './workflows.module.css';

const route = getRouteApi('/w/$workspace/workflows/$name/versions');

/** Every published version of a workflow, and which one is live. */
export function VersionsPage(): ReactElement {
  const { t } = useTranslation('workflows');
  const { workspace, name } = route.useParams();
  const { data, error, refetch } = useQuery(versionsQuery(name));
  const [chosen, setChosen] = useState<Version>();
  return (
    <>
      <WorkflowHeader name={name} current="versions" />
      <div className={styles.page}>
        {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        <div className={styles.frame}>
          {data === undefined && error === null && <Skeleton rows={3} />}
          {data?.items.length === 0 && (
            <EmptyState
              icon={<IconVersions size={20} />}
              title={t('versions.empty.title')}
              text={t('versions.empty.text')}
              action={
                <Button component={Link} to={`/w/${workspace}/workflows/${name}/design`}>
                  {t('versions.empty.action')}
                </Button>
              }
            />
          )}
          {data !== undefined && data.items.length > 0 && <VersionTable versions={data.items} onActivate={setChosen} />}
        </div>
      </div>
      {chosen !== undefined && <ActivateDialog name={name} version={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

interface TableProps {
  readonly versions: readonly Version[];
  readonly onActivate: (version: Version) => void;
}

function VersionTable({ versions, onActivate }: TableProps): ReactElement {
  const { t } = useTranslation('workflows');
  return (
    <table className={tables.table} aria-label={t('versions.title')}>
      <thead>
        <tr>
          <th scope="col">{t('versions.column.version')}</th>
          <th scope="col">{t('versions.column.note')}</th>
          <th scope="col">{t('versions.column.published')}</th>
          <th scope="col">{t('versions.column.by')}</th>
          <th scope="col">{t('versions.column.hash')}</th>
          <th scope="col" className={tables.number}>
            {t('versions.column.action')}
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <tr key={version.id}>
            <td>
              <span className={tables.strong}>v{version.number}</span>{' '}
              {version.live && <span className={styles.live}>{t('versions.live')}</span>}
            </td>
            <td className={version.note === '' ? tables.soft : undefined}>{version.note || t('versions.noNote')}</td>
            <td className={tables.quiet}>
              <Time at={version.publishedAt} />
            </td>
            <td className={tables.quiet}>{version.publishedBy ?? '—'}</td>
            <td className={tables.mono} title={version.contentHash}>
              {version.contentHash.slice(0, 12)}
            </td>
            <td className={tables.number}>
              {!version.live && (
                <Button size="xs" variant="default" onClick={() => onActivate(version)}>
                  {t('versions.activate', { number: version.number })}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DialogProps {
  readonly name: string;
  readonly version: Version;
  readonly onClose: () => void;
}

function ActivateDialog({ name, version, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation('workflows');
  const cache = useQueryClient();
  const { number } = version;
  const activation = useMutation({
    mutationFn: () => activateVersion(name, number),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['workflows'] });
      notifications.show({ message: t('versions.done', { number }) });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('versions.confirmTitle', { number })}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <Text size="sm">{t('versions.confirmText', { number })}</Text>
      {activation.error !== null && <ProblemAlert error={activation.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button loading={activation.isPending} onClick={() => activation.mutate()} data-autofocus>
          {t('versions.activate', { number })}
        </Button>
      </Group>
    </Modal>
  );
}
