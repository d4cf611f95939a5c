import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './splitter.module.css';

interface Props {
  /** Width in pixels of the panel to the right of the splitter. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly onResize: (size: number) => void;
}

/** The line between two panels: drag it, or press the arrows. */
export function Splitter({ size, min, max, onResize }: Props): ReactElement {
  const { t } = useTranslation();
  const start = useRef<{ readonly x: number; readonly size: number } | undefined>(undefined);
  const set = (next: number): void => onResize(Math.round(Math.min(max, Math.max(min, next))));
  const grab = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, size };
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (start.current !== undefined) set(start.current.size + start.current.x - event.clientX);
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: 16, ArrowRight: -16, Home: max - size, End: min - size }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(size + step);
  };
  return (
    <div
      className={styles.splitter}
      role="separator"
      aria-orientation="vertical"
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
