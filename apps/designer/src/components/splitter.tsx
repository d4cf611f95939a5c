import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import styles from './splitter.module.css';

interface Props {
  /** Pixels of the panel behind the splitter: to the right of it, or below. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly onResize: (size: number) => void;
  /** Below each other, the line between two panels lies. */
  readonly isLying?: boolean;
}

/** The line between two panels: drag it, or press the arrows. */
export function Splitter({ size, min, max, onResize, isLying = false }: Props): ReactElement {
  const { t } = useTranslation();
  const start = useRef<{ readonly at: number; readonly size: number } | undefined>(undefined);
  const set = (next: number): void => onResize(Math.round(Math.min(max, Math.max(min, next))));
  const at = ({ clientX, clientY }: PointerEvent): number => (isLying ? clientY : clientX);
  const grab = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: at(event), size };
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (start.current !== undefined) set(start.current.size + start.current.at - at(event));
  };
  const press = (event: KeyboardEvent): void => {
    const arrows = isLying ? { ArrowUp: 16, ArrowDown: -16 } : { ArrowLeft: 16, ArrowRight: -16 };
    const steps: Readonly<Record<string, number>> = { ...arrows, Home: max - size, End: min - size };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(size + step);
  };
  return (
    <div
      className={styles.splitter}
      role="separator"
      aria-orientation={isLying ? 'horizontal' : 'vertical'}
      aria-label={t('resize')}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={() => (start.current = undefined)}
      onKeyDown={press}
    />
  );
}
