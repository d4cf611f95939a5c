import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconLayoutDashboard, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { MenuLink } from '../../../components/menu-link.tsx';
import { useMay } from '../../../lib/permissions.ts';
import { boardsQuery } from '../../../lib/queries/boards.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import type { BoardSearch } from '../model/board-search.ts';
import styles from '../boards.module.css';
import { NewBoard } from './board-dialogs.tsx';
import '../words.ts';

interface Props {
  /** Stays when another board is chosen. */
  readonly search: BoardSearch;
}

/** Leads from board to board, and to a new one. */
export function BoardSwitcher({ search }: Props): ReactElement {
  const { t } = useTranslation('boards');
  const workspace = useWorkspace();
  const mayEdit = useMay('run.operate');
  const { data = [] } = useQuery(boardsQuery);
  const [isMaking, make] = useState(false);
  const boards = data.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button
            variant="default"
            className={styles.switcher ?? ''}
            leftSection={<IconLayoutDashboard size={16} aria-hidden="true" />}
            rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          >
            {t('switcher.label')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.menu ?? ''}>
          <MenuLink
            to="/w/$workspace/dashboards"
            params={{ workspace }}
            {...{ search }}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t('switcher.all')}
          </MenuLink>
          {boards.length > 0 && <Menu.Divider />}
          {boards.map(({ id, name }) => (
            <MenuLink key={id} to="/w/$workspace/dashboards/$id" params={{ workspace, id }} {...{ search }}>
              <span className={styles.choice}>{name}</span>
            </MenuLink>
          ))}
          {mayEdit && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => make(true)}>
                {t('new.open')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {isMaking && <NewBoard names={data.map(({ name }) => name)} search={search} onClose={() => make(false)} />}
    </>
  );
}
