import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { Board } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../boards.module.css';

interface Props {
  /** As it is by now. */
  readonly board: Board;
  /** Somebody has deleted it. */
  readonly isGone: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  /** Keeps the edit as a board of its own. */
  readonly onCopy: () => void;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}

/** Somebody else has saved or deleted the board that is edited here: nothing is lost until somebody says so. */
export function BoardConflict(props: Props): ReactElement {
  const { board, isGone, isPending, error, onCopy, onMine, onTheirs } = props;
  const { t } = useTranslation('boards');
  return (
    <section className={styles.conflict} role="alert">
      <IconAlertTriangle size={18} aria-hidden="true" />
      <div>
        <h2>{isGone ? t('conflict.goneTitle') : t('conflict.title', { name: board.updatedBy })}</h2>
        <p>{t(isGone ? 'conflict.goneText' : 'conflict.text')}</p>
        <div className={styles.answers}>
          <Button size="xs" loading={isPending} onClick={onCopy}>
            {t('conflict.copy')}
          </Button>
          {!isGone && (
            <Button size="xs" variant="default" disabled={isPending} onClick={onMine}>
              {t('conflict.mine')}
            </Button>
          )}
          <Button size="xs" variant="default" disabled={isPending} onClick={onTheirs}>
            {t(isGone ? 'conflict.discard' : 'conflict.theirs')}
          </Button>
        </div>
        {error !== null && <ProblemAlert error={error} />}
      </div>
    </section>
  );
}
