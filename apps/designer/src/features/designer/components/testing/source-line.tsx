import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { Time } from '../../../../components/time.tsx';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import { useIsSourceGone } from '../../hooks/testing/use-is-source-gone.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

/** Which data tests and previews read, with the way to other data. */
export function SourceLine(): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { document, openDrawer } = useWorkbench();
  const { source, data } = useTestingContext();
  const isEmpty = source.kind === 'newest' && data.runId === undefined;
  const isGone = useIsSourceGone(document.name, source);
  return (
    <p className={styles.source}>
      <span className={styles.soft}>{t('source.label')}</span>
      <strong>{t(isGone ? 'source.gone' : isEmpty ? 'source.newestNone' : `source.${source.kind}`)}</strong>
      {data.at !== undefined && (
        <span className={styles.soft}>
          <Time at={data.at} />
        </span>
      )}
      <Button size="compact-xs" variant="subtle" onClick={() => openDrawer('data')}>
        {t('source.change')}
      </Button>
    </p>
  );
}
