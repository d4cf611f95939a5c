import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, Position } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import type { FlowEdge } from './flow.ts';

const LOOP_DROP = 88;

interface Route {
  readonly path: string;
  /** Where its words and its + stand. */
  readonly words: { readonly x: number; readonly y: number };
}

/** Down below both ends and back: a loop must not look like a way forward. */
function loopRoute({ sourceX, sourceY, targetX, targetY }: EdgeProps<FlowEdge>): Route {
  const bottom = Math.max(sourceY, targetY) + LOOP_DROP;
  return {
    path: `M ${sourceX} ${sourceY} h 16 V ${bottom} H ${targetX - 24} V ${targetY} H ${targetX}`,
    words: { x: (sourceX + targetX) / 2, y: bottom },
  };
}

/** Words stand above (or before) where they lead, so that those of one source keep apart. */
function forwardRoute(props: EdgeProps<FlowEdge>): Route {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const [path, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 8,
  });
  const isDown = targetPosition === Position.Top;
  return { path, words: { x: isDown ? targetX : labelX, y: isDown ? labelY : targetY } };
}

type EdgeFacts = NonNullable<FlowEdge['data']>;

function strokeOf({ isFailure, isTaken }: EdgeFacts, isSelected: boolean): string {
  if (isFailure) return 'var(--mr-state-failed)';
  if (isSelected) return 'var(--mr-accent)';
  return isTaken ? 'var(--mr-state-success)' : 'var(--mr-border-control)';
}

/** A way from one step to the next, with its label and the place to add a step on it. */
export const StepEdge = memo(function StepEdge(props: EdgeProps<FlowEdge>): ReactElement | null {
  const { id, data, markerEnd, selected = false } = props;
  if (data === undefined) return null;
  const { path, words } = data.isBack ? loopRoute(props) : forwardRoute(props);
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        style={{ stroke: strokeOf(data, selected), strokeWidth: selected ? 2 : 1.5, opacity: data.isDimmed ? 0.45 : 1 }}
      />
      <EdgeLabelRenderer>
        <div
          className={`nodrag nopan ${styles.edgeTools}`}
          style={{ transform: `translate(-50%, -50%) translate(${words.x}px, ${words.y}px)` }}
        >
          <EdgeTools data={data} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

function EdgeTools({
  data: { slot, isBack, isFailure, label, fromTitle, toTitle },
}: {
  readonly data: EdgeFacts;
}): ReactElement {
  const { t } = useTranslation('canvas');
  const { onAdd } = useCanvas();
  const words = isBack ? t('repeats') : label;
  const add = t('addOn', { from: fromTitle, to: toTitle });
  return (
    <>
      {words !== '' && (
        <span className={styles.label} data-failure={isFailure}>
          {words}
        </span>
      )}
      {slot !== undefined && onAdd !== undefined && (
        <button
          type="button"
          className={styles.add}
          tabIndex={-1}
          aria-label={add}
          title={add}
          onClick={(event) => onAdd(slot, event.currentTarget)}
        >
          <IconPlus size={14} aria-hidden="true" />
        </button>
      )}
    </>
  );
}
