import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { shortenId } from '../lib/format.ts';
import styles from './id.module.css';

/** An id in the code font, cut in the middle; a click copies the whole. */
export function Id({ id, label }: { readonly id: string; readonly label: string }): ReactElement {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <button
      type="button"
      className={styles.id}
      title={id}
      aria-label={t('copy', { what: label })}
      onClick={() => clipboard.copy(id)}
    >
      <code>{shortenId(id)}</code>
      {clipboard.copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
      <span role="status" className={styles.announce}>
        {clipboard.copied ? t('copied') : ''}
      </span>
    </button>
  );
}

/** A button that copies a text. `words` are shown where the text itself is not beside it. */
export function CopyButton({
  text,
  label,
  words,
}: {
  readonly text: string;
  readonly label: string;
  readonly words?: string;
}): ReactElement {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <button type="button" className={styles.copy} aria-label={label} title={label} onClick={() => clipboard.copy(text)}>
      {words}
      {clipboard.copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
      <span role="status" className={styles.announce}>
        {clipboard.copied ? t('copied') : ''}
      </span>
    </button>
  );
}
