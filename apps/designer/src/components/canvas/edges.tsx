import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, Position } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import type { FlowEdge } from './flow.ts';

const LOOP_DROP = 56;

/** Down below both ends and back: a loop must not look like a way forward. */
function loopPath({ sourceX, sourceY, targetX, targetY }: EdgeProps<FlowEdge>): readonly [string, number, number] {
  const bottom = Math.max(sourceY, targetY) + LOOP_DROP + 32;
  const path = `M ${sourceX} ${sourceY} h 16 V ${bottom} H ${targetX - 24} V ${targetY} H ${targetX}`;
  return [path, (sourceX + targetX) / 2, bottom];
}

/** A way from one step to the next, with its label and the place to add a step on it. */
export const StepEdge = memo(function StepEdge(props: EdgeProps<FlowEdge>): ReactElement {
  const { id, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd, selected } = props;
  const { t } = useTranslation('canvas');
  const { onAdd } = useCanvas();
  const [path, labelX, labelY] =
    data?.isBack === true
      ? loopPath(props)
      : getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, borderRadius: 8 });
  // Labels stand above (or before) where they lead, so that those of one source keep apart.
  const isDown = targetPosition === Position.Top;
  const labelAt =
    data?.isBack === true ? { x: labelX, y: labelY } : { x: isDown ? targetX : labelX, y: isDown ? labelY : targetY };
  const slot = data?.slot;
  const label = data?.isBack === true ? t('repeats') : (data?.label ?? '');
  const stroke =
    data?.isFailure === true
      ? 'var(--mr-state-failed)'
      : selected === true
        ? 'var(--mr-accent)'
        : data?.isTaken === true
          ? 'var(--mr-state-success)'
          : 'var(--mr-border-control)';
  const add = t('addOn', { from: data?.fromTitle ?? '', to: data?.toTitle ?? '' });
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        style={{ stroke, strokeWidth: selected === true ? 2 : 1.5, opacity: data?.isDimmed === true ? 0.45 : 1 }}
      />
      <EdgeLabelRenderer>
        <div
          className={`nodrag nopan ${styles.edgeTools}`}
          style={{ transform: `translate(-50%, -50%) translate(${labelAt.x}px, ${labelAt.y}px)` }}
        >
          {label !== '' && (
            <span className={styles.label} data-failure={data?.isFailure}>
              {label}
            </span>
          )}
          {slot !== undefined && onAdd !== undefined && (
            <button
              type="button"
              className={styles.add}
              aria-label={add}
              title={add}
              onClick={(event) => onAdd(slot, event.currentTarget)}
            >
              <IconPlus size={14} aria-hidden="true" />
            </button>
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});
