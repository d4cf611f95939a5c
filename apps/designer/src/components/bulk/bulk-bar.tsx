import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { hintOf } from '../../keys.ts';
import type { BulkVerb } from '../../lib/contract.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { KeyHint } from '../key-hint.tsx';
import styles from './bulk.module.css';
import './words.ts';

interface Props {
  /** How many are selected, in words. */
  readonly text: string;
  /** What selects all that match, if not all are selected. */
  readonly selectAll?: { readonly label: string; readonly onClick: () => void } | undefined;
  readonly onAct: (action: BulkVerb) => void;
  readonly onClear: () => void;
}

/** What can be done to the rows that are selected. */
export function BulkBar({ text, selectAll, onAct, onClear }: Props): ReactElement {
  const { t } = useTranslation('bulk');
  return (
    <section className={styles.bar} aria-label={t('bar.label')}>
      <span className={styles.count} role="status">
        {text}
      </span>
      {selectAll !== undefined && (
        <Button variant="subtle" size="xs" onClick={selectAll.onClick}>
          {selectAll.label}
        </Button>
      )}
      <span className={styles.gap} />
      <Button variant="subtle" onClick={onClear} rightSection={<KeyHint keys={hintOf('unmark')} />}>
        {t('bar.clear')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} aria-hidden="true" />}
        rightSection={<KeyHint keys={hintOf('cancelRuns')} />}
        onClick={() => onAct('cancel')}
      >
        {t('action.cancel')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
        rightSection={<KeyHint keys={hintOf('replayRuns')} />}
        onClick={() => onAct('replay')}
      >
        {t('action.replay')}
      </Button>
      <Button
        leftSection={<IconRefresh size={16} aria-hidden="true" />}
        rightSection={<KeyHint keys={hintOf('retryRuns')} />}
        onClick={() => onAct('retry')}
      >
        {t('action.retry')}
      </Button>
    </section>
  );
}
