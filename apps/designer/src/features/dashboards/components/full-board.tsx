import { Modal } from '@mantine/core';
import type { ReactElement } from 'react';
import { useFocusBack } from '../../../hooks/use-focus-back.ts';
import type { Board } from '../../../lib/contract.ts';
import type { Range } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../boards.module.css';
import { BoardGrid } from './board-grid.tsx';

interface Props {
  readonly board: Board;
  readonly range: Range;
  readonly onClose: () => void;
}

/** A board and nothing else, for a screen on a wall. */
export function FullBoard({ board: { name, tiles }, range, onClose }: Props): ReactElement {
  const { t } = useTranslation(['boards', 'metrics']);
  useFocusBack();
  return (
    <Modal
      opened
      fullScreen
      onClose={onClose}
      title={
        <>
          {name} <span className={styles.span}>{t(`range.last.${range}`, { ns: 'metrics' })}</span>
        </>
      }
      closeButtonProps={{ 'aria-label': t('screen.leave') }}
      classNames={{ header: styles.fullHead ?? '', content: styles.full ?? '' }}
      transitionProps={{ duration: 0 }}
    >
      <BoardGrid {...{ tiles, range }} />
    </Modal>
  );
}
