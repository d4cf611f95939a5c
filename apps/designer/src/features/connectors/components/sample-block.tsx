import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { CopyButton } from '../../../components/id.tsx';
import styles from '../connector-page.module.css';

interface Props {
  readonly value: unknown;
  /** Where it is from, when somebody has saved it. */
  readonly origin?: ReactNode;
}

/** An example as JSON, to read and to copy. */
export function SampleBlock({ value, origin }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const text = JSON.stringify(value, null, 2);
  return (
    <section className={styles.sample} aria-label={t('docs.sample')}>
      <div className={styles.sampleHead}>
        <h3>{t('docs.sample')}</h3>
        {origin}
        <CopyButton text={text} label={t('docs.copySample')} />
      </div>
      {/* Long samples scroll, so the keyboard must reach them. */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
