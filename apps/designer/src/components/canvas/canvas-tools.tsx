import { Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowRight, IconFocusCentered, IconMap2, IconMinus, IconPlus } from '@tabler/icons-react';
import { useReactFlow, useViewport } from '@xyflow/react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './canvas.module.css';
import type { Direction } from './model/layout-input.ts';

interface Props {
  readonly direction: Direction;
  readonly onDirection: (direction: Direction) => void;
  readonly isMapShown: boolean;
  readonly onMap: (isShown: boolean) => void;
  readonly onFit: () => void;
  /** Hears that a person moves the picture. */
  readonly onOwn: () => void;
}

/** Zoom, fit and direction. */
export function CanvasTools({ direction, onDirection, isMapShown, onMap, onFit, onOwn }: Props): ReactElement {
  const { t } = useTranslation('canvas');
  const flow = useReactFlow();
  const { zoom } = useViewport();
  const isAcross = direction === 'LR';
  const zooming = (act: () => unknown) => () => {
    onOwn();
    act();
  };
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('tools')}>
      <Tool label={t('zoomOut')} onClick={zooming(() => flow.zoomOut())}>
        <IconMinus size={16} />
      </Tool>
      <span className={styles.zoom}>{Math.round(zoom * 100)} %</span>
      <Tool label={t('zoomIn')} onClick={zooming(() => flow.zoomIn())}>
        <IconPlus size={16} />
      </Tool>
      <Tool label={t('fit')} onClick={onFit}>
        <IconFocusCentered size={16} />
      </Tool>
      <Tool label={t(isAcross ? 'topDown' : 'leftToRight')} onClick={() => onDirection(isAcross ? 'TB' : 'LR')}>
        {isAcross ? <IconArrowDown size={16} /> : <IconArrowRight size={16} />}
      </Tool>
      <Tool label={t('miniMap')} isPressed={isMapShown} onClick={() => onMap(!isMapShown)}>
        <IconMap2 size={16} />
      </Tool>
    </div>
  );
}

function Tool({
  label,
  isPressed,
  onClick,
  children,
}: {
  readonly label: string;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Tooltip label={label}>
      <button type="button" className={styles.tool} aria-label={label} aria-pressed={isPressed} onClick={onClick}>
        {children}
      </button>
    </Tooltip>
  );
}
