import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPlus, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { Session } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { workspacesQuery } from '../../lib/queries/workspaces.ts';
import { EnvironmentDialog } from './environment-dialog.tsx';
import styles from './environment-switch.module.css';
import { sortWorkspaces } from './model/environment.ts';
import { StageMark } from './stage-mark.tsx';
import { useEnterWorkspace } from './use-enter-workspace.ts';

interface Props {
  readonly workspace: Session['workspace'];
  /** The mark and name, as they stand there while there is one environment. */
  readonly children: ReactNode;
}

/** Where one is; with several, a menu that leads to the others. */
export function EnvironmentSwitch({ workspace, children }: Props): ReactElement {
  const { t } = useTranslation('environments');
  const { data } = useQuery(workspacesQuery);
  const [isCreating, create] = useState(false);
  const mayCreate = useMay('workspace.settings');
  const entrance = useEnterWorkspace();
  const workspaces = sortWorkspaces(data?.items ?? []);
  if (workspaces.length < 2)
    return (
      <>
        {children}
        {workspace.stage !== 'development' && <StageMark stage={workspace.stage} />}
      </>
    );
  const stage = t(`stage.${workspace.stage}`);
  return (
    <>
      <Menu position="bottom-start" width={300} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <button
            type="button"
            className={styles.target}
            aria-label={t('switch.label', { name: workspace.name, stage })}
          >
            {children}
            <StageMark stage={workspace.stage} />
            <IconChevronDown size={14} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown aria-label={t('switch.title')}>
          {workspaces.map((one) => (
            <Menu.Item
              key={one.slug}
              leftSection={
                <IconCheck size={16} aria-hidden="true" className={one.isCurrent ? undefined : styles.none} />
              }
              rightSection={<StageMark stage={one.stage} />}
              aria-current={one.isCurrent}
              onClick={() => {
                if (!one.isCurrent) entrance.mutate({ slug: one.slug });
              }}
            >
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {mayCreate && (
            <Menu.Item leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => create(true)}>
              {t('switch.new')}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconSettings size={16} aria-hidden="true" />}
            component={Link}
            to={`/w/${workspace.slug}/settings`}
          >
            {t('switch.manage')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isCreating && <EnvironmentDialog onClose={() => create(false)} />}
    </>
  );
}
