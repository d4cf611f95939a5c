import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Chip } from '../model/query-text.ts';
import styles from '../query-bar.module.css';

interface Props {
  readonly chip: Chip;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

/** One term: a click on its words takes it back into the field. */
export function QueryChip({ chip: { text, kind }, onEdit, onRemove }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const colon = text.indexOf(':');
  const isOfTime = kind === 'from' || kind === 'until';
  return (
    <span className={styles.chip} data-time={isOfTime || undefined}>
      <button type="button" className={styles.words} aria-label={t('query.edit', { term: text })} onClick={onEdit}>
        <span>{text.slice(0, colon + 1)}</span>
        <strong>{text.slice(colon + 1)}</strong>
      </button>
      <button type="button" className={styles.remove} aria-label={t('query.remove', { term: text })} onClick={onRemove}>
        <IconX size={12} aria-hidden="true" />
      </button>
    </span>
  );
}
