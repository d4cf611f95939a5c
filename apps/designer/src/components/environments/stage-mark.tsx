import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { Stage } from '../../lib/contract.ts';
import styles from './environments.module.css';
import './words.ts';

/** The stage as a word beside its colour. */
export function StageMark({ stage }: { readonly stage: Stage }): ReactElement {
  const { t } = useTranslation('environments');
  return (
    <span className={styles.stage} data-stage={stage}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.word}>{t(`stage.${stage}`)}</span>
    </span>
  );
}
