import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSitemap,
  IconSun,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { KeyHint } from '../components/key-hint.tsx';
import { hintOf } from '../keys.ts';
import { usePageCommands } from '../lib/page-commands.ts';
import { useWorkflowNames } from '../hooks/use-workflow-names.ts';
import { useWorkspace } from '../lib/workspace.ts';
import styles from './command-palette.module.css';
import { NAV_ITEMS } from './nav-items.ts';
import { useSignOut } from './use-sign-out.ts';

/** All commands of a page are found without a search. */
const MOST_ACTIONS = 80;

/** Every page, workflow and command by name. */
export function CommandPalette({ onSheet }: { readonly onSheet: () => void }): ReactElement {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  const workflows = useWorkflowNames();
  const actions: SpotlightActionGroupData[] = [
    usePageActions(),
    {
      group: t('palette.actions'),
      actions: [
        {
          id: 'new-workflow',
          label: t('palette.newWorkflow'),
          leftSection: <IconPlus size={18} />,
          onClick: () => void navigate({ to: '/w/$workspace/workflows/new', params: { workspace } }),
        },
      ],
    },
    {
      group: t('palette.pages'),
      actions: NAV_ITEMS.map(({ id, to, icon: Icon }) => ({
        id,
        label: t(`nav.${id}`),
        leftSection: <Icon size={18} />,
        onClick: () => void navigate({ to, params: { workspace } }),
      })),
    },
    {
      group: t('palette.workflows'),
      actions: workflows.map(({ name, title }) => ({
        id: `workflow-${name}`,
        label: title,
        description: name,
        leftSection: <IconSitemap size={18} />,
        onClick: () => void navigate({ to: '/w/$workspace/workflows/$name/design', params: { workspace, name } }),
      })),
    },
    {
      group: t('palette.actions'),
      actions: [
        {
          id: 'keys',
          label: t('keys.title'),
          leftSection: <IconKeyboard size={18} />,
          onClick: onSheet,
        },
        {
          id: 'light',
          label: t('palette.light'),
          leftSection: <IconSun size={18} />,
          onClick: () => setColorScheme('light'),
        },
        {
          id: 'dark',
          label: t('palette.dark'),
          leftSection: <IconMoon size={18} />,
          onClick: () => setColorScheme('dark'),
        },
        {
          id: 'auto',
          label: t('palette.auto'),
          leftSection: <IconDeviceDesktop size={18} />,
          onClick: () => setColorScheme('auto'),
        },
        {
          id: 'sign-out',
          label: t('palette.signOut'),
          leftSection: <IconLogout size={18} />,
          onClick: () => void signOut(),
        },
      ],
    },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      highlightQuery
      scrollable
      maxHeight={480}
      overlayProps={{ blur: 0 }}
      classNames={{ search: styles.search ?? '', action: styles.action ?? '' }}
      limit={MOST_ACTIONS}
      nothingFound={t('searchNothing')}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden="true" />,
        placeholder: t('search'),
        'aria-label': t('search'),
      }}
    />
  );
}

/** What the page that is open can do; what it cannot do now says why. */
function usePageActions(): SpotlightActionGroupData {
  const { t } = useTranslation('shell');
  const commands = usePageCommands();
  return {
    group: t('palette.here'),
    actions: commands.map(({ id, label, refused, run }) => ({
      id: `command-${id}`,
      label: label ?? t(`keys.${id}`),
      ...(refused === undefined ? {} : { description: refused }),
      disabled: refused !== undefined,
      rightSection: hintOf(id) === '' ? undefined : <KeyHint keys={hintOf(id)} />,
      onClick: run,
    })),
  };
}
