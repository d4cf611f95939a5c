import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowUpRight, IconCopy, IconDots, IconGitCompare, IconPencil } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import '../../../components/environments/words.ts';
import type { ListedVersion } from '../../../lib/contract.ts';
import { useCopyVersion } from '../hooks/use-copy-version.ts';
import type { VersionSearch, VersionSide } from '../model/version-search.ts';
import styles from '../versions.module.css';

interface Props {
  readonly name: string;
  readonly workspace: string;
  readonly version: ListedVersion;
  /** The number of the live version, when it is known. */
  readonly live: number | undefined;
  readonly onActivate: (number: number) => void;
  /** Absent while there is nowhere to promote it to. */
  readonly onPromote: ((number: number) => void) | undefined;
  readonly onCompare: (sides: VersionSearch) => void;
}

/** What can be done with one version. */
export function VersionActs({ name, workspace, version, live, onActivate, onPromote, onCompare }: Props): ReactElement {
  const { t } = useTranslation(['versions', 'environments']);
  const navigate = useNavigate();
  const copy = useCopyVersion(name);
  const { number } = version;
  const editFrom = (): void =>
    void navigate({
      to: '/w/$workspace/workflows/$name/design',
      params: { workspace, name },
      search: { from: number },
    });
  return (
    <span className={styles.acts}>
      {!version.live && (
        <Button size="xs" variant="default" onClick={() => onActivate(number)}>
          {t('makeLive', { number })}
        </Button>
      )}
      <Button
        size="xs"
        variant="subtle"
        aria-label={t('compareVersion', { number })}
        onClick={() => onCompare(sidesOf(number, live))}
      >
        {t('compare')}
      </Button>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('page.more', { number })}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden="true" />} onClick={editFrom}>
            {t('editFrom', { number })}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconGitCompare size={16} aria-hidden="true" />}
            onClick={() => onCompare({ from: number, to: 'draft' })}
          >
            {t('compareWithDraft', { number })}
          </Menu.Item>
          {onPromote !== undefined && (
            <Menu.Item
              leftSection={<IconArrowUpRight size={16} aria-hidden="true" />}
              onClick={() => onPromote(number)}
            >
              {t('promote.menu', { number, ns: 'environments' })}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden="true" />} onClick={() => void copy(number)}>
            {t('copyJson')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/** With what is live, the older one first; what is live itself, with the draft. */
function sidesOf(number: number, live: number | undefined): { readonly from: VersionSide; readonly to: VersionSide } {
  if (live === undefined || live === number) return { from: number, to: 'draft' };
  return { from: Math.min(number, live), to: Math.max(number, live) };
}
