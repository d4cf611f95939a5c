import { type PointerEvent, type ReactElement, useState } from 'react';
import { formatDuration } from '../../lib/format.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import type { TimeScale } from './model/time-scale.ts';
import { selected, type TimeWindow } from './model/time-window.ts';
import { percent } from './waterfall-lines.tsx';
import styles from './waterfall.module.css';

/** Words of marks behind this would run out of the plot: they stand before their mark. */
const NEAR_END = 0.92;
/** Less is a click. */
const LEAST_DRAG = 0.01;

interface Props {
  readonly scale: TimeScale;
  readonly window: TimeWindow;
  readonly onLook: (window: TimeWindow) => void;
}

/** The times above the bars; what is drawn over with the pointer is looked at. Keys and buttons do the same. */
export function WaterfallAxis({ scale, window, onLook }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const [drawn, draw] = useState<readonly [number, number]>();
  const shareOf = ({ clientX, currentTarget }: PointerEvent<HTMLElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
  };
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    draw([shareOf(event), shareOf(event)]);
  };
  const end = (): void => {
    if (drawn !== undefined && Math.abs(drawn[1] - drawn[0]) > LEAST_DRAG) onLook(selected(window, drawn));
    draw(undefined);
  };
  return (
    <div className={styles.axis} aria-hidden="true">
      <span className={styles.axisName}>{t('run.step')}</span>
      <span
        className={styles.axisPlot}
        onPointerDown={begin}
        onPointerMove={(event) => drawn !== undefined && draw([drawn[0], shareOf(event)])}
        onPointerUp={end}
        onPointerCancel={() => draw(undefined)}
      >
        {drawn !== undefined && (
          <span
            className={styles.brush}
            style={{
              insetInlineStart: percent(Math.min(...drawn)),
              width: percent(Math.abs(drawn[1] - drawn[0])),
            }}
          />
        )}
        {scale.marks.map(({ sinceMs, at }) => (
          <span
            key={sinceMs}
            className={styles.time}
            data-end={at > NEAR_END}
            style={{ insetInlineStart: percent(at) }}
          >
            {formatDuration(sinceMs)}
          </span>
        ))}
      </span>
    </div>
  );
}
