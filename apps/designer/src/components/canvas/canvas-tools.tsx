import { Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowRight, IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react';
import { useReactFlow, useStore, useViewport } from '@xyflow/react';
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './canvas.module.css';
import type { Direction } from './model/layout.ts';
import { FIT } from './use-canvas-keys.ts';

interface Props {
  readonly direction: Direction;
  readonly onDirection: (direction: Direction) => void;
  /** Changes with the structure. */
  readonly layoutKey: string;
}

/** Zoom, fit and direction. */
export function CanvasTools({ direction, onDirection, layoutKey }: Props): ReactElement {
  const { t } = useTranslation('canvas');
  const flow = useReactFlow();
  const { zoom } = useViewport();
  // A panel that opens or closes changes the room; the picture follows it.
  const room = useStore(({ width, height }) => `${Math.round(width / 100)}x${Math.round(height / 100)}`);
  const fitted = `${room} ${layoutKey}`;
  const seen = useRef(fitted);
  useEffect(() => {
    if (seen.current === fitted) return undefined;
    seen.current = fitted;
    // After the new positions are drawn.
    const frame = requestAnimationFrame(() => void flow.fitView({ ...FIT, duration: 180 }));
    return () => cancelAnimationFrame(frame);
  }, [fitted, flow]);
  const isAcross = direction === 'LR';
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('tools')}>
      <Tool label={t('zoomOut')} onClick={() => void flow.zoomOut()}>
        <IconMinus size={16} />
      </Tool>
      <span className={styles.zoom}>{Math.round(zoom * 100)} %</span>
      <Tool label={t('zoomIn')} onClick={() => void flow.zoomIn()}>
        <IconPlus size={16} />
      </Tool>
      <Tool label={t('fit')} onClick={() => void flow.fitView({ ...FIT, duration: 180 })}>
        <IconFocusCentered size={16} />
      </Tool>
      <Tool label={t(isAcross ? 'topDown' : 'leftToRight')} onClick={() => onDirection(isAcross ? 'TB' : 'LR')}>
        {isAcross ? <IconArrowDown size={16} /> : <IconArrowRight size={16} />}
      </Tool>
    </div>
  );
}

function Tool({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Tooltip label={label}>
      <button type="button" className={styles.tool} aria-label={label} onClick={onClick}>
        {children}
      </button>
    </Tooltip>
  );
}
