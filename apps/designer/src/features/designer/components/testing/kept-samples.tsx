import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './data-tab.module.css';
import { TESTING_WORDS } from './words.ts';

/** The steps whose results are pinned or mocked in tests. */
export function KeptSamples(): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { samples, drop } = useTestingContext();
  const { select } = useWorkbench();
  const kept = [...samples.values()];
  return (
    <>
      <h3 className={styles.title}>{t('data.kept')}</h3>
      {kept.length === 0 && <p className={styles.help}>{t('data.keptNone')}</p>}
      <ul className={styles.list}>
        {kept.map(({ state, kind }) => (
          <li key={state} className={styles.row}>
            <button type="button" className={styles.open} onClick={() => select(state)}>
              {state}
            </button>
            <span className={styles.soft}>{t(`data.${kind}`)}</span>
            <ActionIcon
              aria-label={t('data.drop', { step: state, kind: t(`data.${kind}`) })}
              onClick={() => void drop(state)}
            >
              <IconX size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </>
  );
}
