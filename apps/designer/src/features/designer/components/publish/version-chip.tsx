import { Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { DocumentDiff } from '../../../../components/document-diff/model/change.ts';
import { useWorkspace } from '../../../../lib/workspace.ts';
import styles from './publish.module.css';
import { VersionMenu } from './version-menu.tsx';

interface Props {
  readonly name: string;
  readonly live: number | undefined;
  /** How the draft differs from what is live; absent while nobody knows. */
  readonly diff: DocumentDiff | undefined;
  /** Whether it is known if a version is live. */
  readonly isKnown: boolean;
  readonly onActivate: (number: number) => void;
  readonly onEditFrom: (number: number) => void;
}

/** "Draft · 3 changes" beside "v7 live": what is edited, and what runs. The second opens all versions. */
export function VersionChip({ name, live, diff, isKnown, onActivate, onEditFrom }: Props): ReactElement | null {
  const { t } = useTranslation('versions');
  const [isOpen, open] = useState(false);
  const workspace = useWorkspace();
  if (!isKnown) return null;
  const count = diff?.length ?? 0;
  return (
    <span className={styles.chip}>
      {live !== undefined && count > 0 && (
        <Tooltip label={t('chip.compare', { number: live })}>
          <Link
            className={styles.draft}
            to="/w/$workspace/workflows/$name/versions"
            params={{ workspace, name }}
            search={{ from: live, to: 'draft' }}
          >
            {t('chip.draftChanges', { count })}
          </Link>
        </Tooltip>
      )}
      <Menu opened={isOpen} onChange={open} width={440} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <button type="button" className={styles.live}>
            <span className={styles.dot} data-live={live !== undefined} aria-hidden="true" />
            {live === undefined ? t('chip.never') : t('chip.live', { number: live })}
            <IconChevronDown size={14} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown className={styles.dropdown ?? ''} aria-label={t('chip.menu')}>
          {isOpen && <VersionMenu {...{ name, workspace, onActivate, onEditFrom }} />}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
