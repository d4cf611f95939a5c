import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { FailedMark } from '../state-marks.tsx';
import { type MapIterations, useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import { nextFailed, stepped } from './model/iterations.ts';

interface Props {
  readonly map: string;
  readonly iterations: MapIterations;
}

/** Which iteration of a Map is shown: `iteration 3 of 12`, or all together. */
export function IterationPicker({ map, iterations }: Props): ReactElement {
  const { t } = useTranslation('canvas');
  const { acts } = useCanvas();
  const { index, count, failed } = iterations;
  const go = (to: number | undefined) => () => acts.showIteration(map, to);
  const failedNext = nextFailed(iterations);
  return (
    <span className={styles.iterations}>
      {failed > 0 && failedNext !== undefined && (
        <button type="button" className={styles.failedCount} title={t('iteration.showFailed')} onClick={go(failedNext)}>
          <FailedMark size={14} />
          {t('iteration.failed', { count: failed })}
        </button>
      )}
      {failed > 0 && failedNext === undefined && (
        <span className={styles.failedCount}>
          <FailedMark size={14} />
          {t('iteration.failed', { count: failed })}
        </span>
      )}
      <Step label={t('iteration.previous')} onClick={go(stepped(iterations, -1))}>
        <IconChevronLeft size={14} aria-hidden="true" />
      </Step>
      <span>
        {index === undefined ? t('iteration.all', { count }) : t('iteration.one', { number: index + 1, count })}
      </span>
      <Step label={t('iteration.next')} onClick={go(stepped(iterations, 1))}>
        <IconChevronRight size={14} aria-hidden="true" />
      </Step>
    </span>
  );
}

function Step({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <button type="button" className={styles.fold} aria-label={label} title={label} tabIndex={-1} onClick={onClick}>
      {children}
    </button>
  );
}
