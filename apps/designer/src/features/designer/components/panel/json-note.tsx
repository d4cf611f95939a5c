import { Button } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useWorkbench } from '../workbench-context.ts';
import { useTranslation } from '../../../../lib/use-translation.ts';
import styles from './panel.module.css';

/** What has no form here, and the way to where it is edited. */
export function JsonNote({ text }: { readonly text: string }): ReactElement {
  const { t } = useTranslation('designer');
  const { openDrawer } = useWorkbench();
  return (
    <div>
      <p className={styles.help}>{text}</p>
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconCode size={14} aria-hidden="true" />}
        onClick={() => openDrawer('json')}
      >
        {t('panel.openJson')}
      </Button>
    </div>
  );
}

/** Members that are set and have no field: nothing that counts is hidden. */
export function MoreMembers({ names }: { readonly names: readonly string[] }): ReactElement | null {
  const { t } = useTranslation('designer');
  return names.length === 0 ? null : <JsonNote text={t('panel.alsoSet', { names: names.join(', ') })} />;
}
