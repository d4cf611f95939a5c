import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { openSpotlight } from '@mantine/spotlight';
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { KeyHint } from '../components/key-hint.tsx';
import { RunningRing } from '../components/state-marks.tsx';
import type { Session } from '../lib/contract.ts';
import { initialsOf } from '../lib/format.ts';
import { activeRunsQuery } from '../lib/queries/runs.ts';
import { sessionQuery } from '../lib/queries/session.ts';
import { useWorkspace } from '../lib/workspace.ts';
import { useSignOut } from './use-sign-out.ts';
import styles from './shell.module.css';

const EnvironmentSwitch = lazy(async () => ({
  default: (await import('../components/environments/environment-switch.tsx')).EnvironmentSwitch,
}));

const AlertBell = lazy(async () => ({ default: (await import('./alert-bell.tsx')).AlertBell }));

/** Workspace, search, what runs now, what goes wrong, theme and account. */
export function TopBar(): ReactElement {
  const { t } = useTranslation('shell');
  const { data: session } = useQuery(sessionQuery);
  return (
    <header className={styles.top} data-stage={session?.workspace.stage}>
      <div className={styles.side}>{session !== undefined && <Place workspace={session.workspace} />}</div>
      <button type="button" className={styles.search} aria-keyshortcuts="Control+K Meta+K" onClick={openSpotlight}>
        <IconSearch size={16} aria-hidden="true" />
        <span>{t('search')}</span>
        <KeyHint keys="Mod+K" />
      </button>
      <div className={styles.side}>
        <RunningCount />
        <Suspense fallback={null}>
          <AlertBell />
        </Suspense>
        <ThemeMenu />
        <UserMenu />
      </div>
    </header>
  );
}

/** In which workspace one is, and the way to others, which most installations do not have. */
function Place({ workspace }: { readonly workspace: Session['workspace'] }): ReactElement {
  const { t } = useTranslation('shell');
  const name = (
    <span className={styles.workspace} title={t('workspace')}>
      <span className={styles.workspaceMark} aria-hidden="true">
        {workspace.name.slice(0, 1).toUpperCase()}
      </span>
      <span className={styles.workspaceName}>{workspace.name}</span>
    </span>
  );
  return (
    <Suspense fallback={name}>
      <EnvironmentSwitch workspace={workspace}>{name}</EnvironmentSwitch>
    </Suspense>
  );
}

function RunningCount(): ReactElement | null {
  const { t } = useTranslation('shell');
  const workspace = useWorkspace();
  const { data } = useQuery(activeRunsQuery);
  if (data === undefined) return null;
  const count = data.items.length;
  return (
    <Link
      className={styles.running}
      data-active={count > 0}
      to="/w/$workspace/runs"
      params={{ workspace }}
      search={{ status: 'running' }}
    >
      {count > 0 && <RunningRing size={14} />}
      {data.nextCursor === undefined ? t('running', { count }) : t('runningMany')}
    </Link>
  );
}

const THEMES = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

function ThemeMenu(): ReactElement {
  const { t } = useTranslation('shell');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = THEMES.find(({ value }) => value === colorScheme)?.icon ?? IconDeviceDesktop;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('theme.label')} size={32} color="gray">
          <Current size={18} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {THEMES.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} aria-hidden="true" />}
            rightSection={value === colorScheme ? <IconCheck size={14} aria-hidden="true" /> : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`theme.${value}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu(): ReactElement | null {
  const { t } = useTranslation('shell');
  const { data: session } = useQuery(sessionQuery);
  const signOut = useSignOut();
  if (session === undefined) return null;
  const { name, email } = session.user;
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={styles.avatar} aria-label={t('user', { name })}>
          {initialsOf(name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>{name}</strong>
          <span>{email}</span>
        </div>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
