import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { DataTree } from '../../../components/data-tree/data-tree.tsx';
import type { DeadLetterDetail } from '../../../lib/contract.ts';
import { formatBytes } from '../../../lib/format.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { shownData } from '../model/letter-data.ts';
import styles from '../dead-letters.module.css';

interface Props {
  readonly letter: DeadLetterDetail;
  /** Reads what is too large to be read at once. */
  readonly onWhole: () => void;
}

/** What came, as it came. */
export function LetterBody({ letter, onWhole }: Props): ReactElement {
  const { t } = useTranslation('deadLetters');
  const shown = shownData(letter);
  switch (shown.kind) {
    case 'gone':
      return <p className={styles.none}>{t(letter.isGone ? 'body.gone' : 'body.closed')}</p>;
    case 'leftOut':
      return (
        <p className={styles.none}>
          {t('body.large', { size: formatBytes(shown.bytes) })}{' '}
          <Button size="compact-xs" variant="default" onClick={onWhole}>
            {t('body.show')}
          </Button>
        </p>
      );
    case 'bytes':
      return (
        <p className={styles.none}>
          {t('body.bytes', { size: formatBytes(letter.bytes ?? 0) })}{' '}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden="true" />}
            onClick={() => saveFile(`${letter.id}.base64`, shown.base64)}
          >
            {t('body.download')}
          </Button>
        </p>
      );
    case 'text':
      return (
        <pre className={styles.raw} tabIndex={0} aria-label={t('body.title')}>
          {shown.text}
        </pre>
      );
    case 'json':
      return <DataTree value={shown.value} label={t('body.title')} />;
  }
}
