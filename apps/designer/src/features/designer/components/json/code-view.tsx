import { ActionIcon } from '@mantine/core';
import { IconLayoutBottombar, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './document-json.module.css';
import { SelectedJson } from './selected-json.tsx';

/** The document as text beside its picture. */
export function CodeView(): ReactElement {
  const { t } = useTranslation('workbench');
  const { openCode, openDrawer } = useWorkbench();
  return (
    <section className={styles.view} aria-label={t('json.title')}>
      <header className={styles.head}>
        <h2>{t('json.title')}</h2>
        <ActionIcon
          aria-label={t('json.below')}
          title={t('json.below')}
          onClick={() => {
            openCode(false);
            openDrawer('json');
          }}
        >
          <IconLayoutBottombar size={16} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon aria-label={t('json.close')} onClick={() => openCode(false)}>
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        <SelectedJson />
      </div>
    </section>
  );
}
