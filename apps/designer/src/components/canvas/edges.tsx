import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, Position } from '@xyflow/react';
import { memo, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import type { FlowEdge } from './flow.ts';
import { type Route, routeForward, routeLoop, routeThrough } from './model/route.ts';

/** Arrows stop short of the handle that they point at. */
const TIP_GAP = 6;

function routeOf({ data, sourceX, sourceY, targetX, targetY, targetPosition }: EdgeProps<FlowEdge>): Route {
  const isDown = targetPosition === Position.Top;
  const from = { x: sourceX, y: sourceY };
  const to = isDown ? { x: targetX, y: targetY - TIP_GAP } : { x: targetX - TIP_GAP, y: targetY };
  const ends = { from, to, direction: isDown ? 'TB' : 'LR' } as const;
  if (data?.isBack === true) return routeLoop(ends);
  return data?.lanes === undefined ? routeForward(ends) : routeThrough(ends, data.lanes);
}

type EdgeFacts = NonNullable<FlowEdge['data']>;

const strokeOf = ({ colour }: EdgeFacts, isSelected: boolean): string => (isSelected ? 'var(--mr-accent)' : colour);

/** A way from one step to the next, with its label and the place to add a step on it. */
export const StepEdge = memo(function StepEdge(props: EdgeProps<FlowEdge>): ReactElement | null {
  const { id, data, markerEnd, selected = false } = props;
  const [isNear, setNear] = useState(false);
  if (data === undefined) return null;
  const { path, words } = routeOf(props);
  return (
    <>
      <g onMouseEnter={() => setNear(true)} onMouseLeave={() => setNear(false)}>
        <BaseEdge
          id={id}
          path={path}
          {...(markerEnd === undefined ? {} : { markerEnd })}
          style={{
            stroke: strokeOf(data, selected),
            strokeWidth: selected || isNear ? 2 : 1.5,
            opacity: data.isDimmed ? 0.45 : 1,
          }}
        />
      </g>
      <EdgeLabelRenderer>
        <div
          className={`nodrag nopan ${styles.edgeTools}`}
          data-near={isNear}
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
  const words = isBack ? [label, t('repeats')].filter(Boolean).join(' · ') : label;
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
