import { ActionIcon, Button } from '@mantine/core';
import { IconLayoutSidebarRight } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './document-json.module.css';
import { SelectedJson } from './selected-json.tsx';

/** The document as text below the canvas; it is written in one place at a time. */
export function JsonTab(): ReactElement {
  const { t } = useTranslation('workbench');
  const { isCodeOpen, openCode, openDrawer } = useWorkbench();
  if (isCodeOpen)
    return (
      <p className={styles.elsewhere}>
        {t('json.isBeside')}
        <Button size="xs" variant="default" onClick={() => openCode(false)}>
          {t('json.below')}
        </Button>
      </p>
    );
  return (
    <div className={styles.tab}>
      <SelectedJson />
      <ActionIcon
        className={styles.beside ?? ''}
        variant="default"
        aria-label={t('json.beside')}
        title={t('json.beside')}
        onClick={() => {
          openCode(true);
          openDrawer(undefined);
        }}
      >
        <IconLayoutSidebarRight size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
