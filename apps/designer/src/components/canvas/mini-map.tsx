import { useReactFlow, useViewport } from '@xyflow/react';
import { memo, type PointerEvent, type ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { STATE_LOOK } from '../../lib/state-look.ts';
import type { CardFacts } from './canvas-context.ts';
import type { CanvasItem } from './canvas-events.ts';
import styles from './canvas.module.css';
import { itemOfNode } from './model/items.ts';
import type { PlacedNode } from './model/picture.ts';
import { boundsOf, type Rect, type Size } from './model/view.ts';

interface Props {
  readonly nodes: readonly PlacedNode[];
  readonly facts: ReadonlyMap<string, CardFacts>;
  readonly selected: ReadonlySet<CanvasItem>;
  readonly room: Size;
  /** Hears that a person moves the picture. */
  readonly onOwn: () => void;
}

const MARGIN = 80;

/** All of the picture in small; pressing it goes there. The keys 1 and 2 and the arrows do as much. */
export function MiniMap({ nodes, facts, selected, room, onOwn }: Props): ReactElement {
  const { t } = useTranslation('canvas');
  const flow = useReactFlow();
  const { x, y, zoom } = useViewport();
  const all = boundsOf(nodes.map(({ rect }) => rect));
  const whole: Rect = {
    x: all.x - MARGIN,
    y: all.y - MARGIN,
    width: all.width + 2 * MARGIN,
    height: all.height + 2 * MARGIN,
  };
  const go = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.buttons === 0) return;
    const matrix = event.currentTarget.getScreenCTM();
    if (matrix === null) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    onOwn();
    void flow.setViewport({ x: room.width / 2 - point.x * zoom, y: room.height / 2 - point.y * zoom, zoom });
  };
  const take = (event: PointerEvent<SVGSVGElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    go(event);
  };
  return (
    <svg
      className={styles.miniMap}
      viewBox={`${whole.x} ${whole.y} ${whole.width} ${whole.height}`}
      role="img"
      aria-label={t('miniMap')}
      onPointerDown={take}
      onPointerMove={go}
    >
      <SmallCards nodes={nodes} facts={facts} selected={selected} />
      <rect
        className={styles.miniView}
        x={-x / zoom}
        y={-y / zoom}
        width={room.width / zoom}
        height={room.height / zoom}
      />
    </svg>
  );
}

const SmallCards = memo(function SmallCards({
  nodes,
  facts,
  selected,
}: Pick<Props, 'nodes' | 'facts' | 'selected'>): ReactElement {
  return (
    <>
      {nodes.map(({ id, node, rect }) => {
        if (node.kind === 'open') return null;
        const step = facts.get(id)?.step;
        return (
          <rect
            key={id}
            {...rect}
            rx="12"
            className={styles.miniCard}
            data-look={step === undefined ? undefined : STATE_LOOK[step.status]}
            data-box={node.kind === 'state' && node.lanes !== undefined}
            data-selected={selected.has(itemOfNode(node))}
          />
        );
      })}
    </>
  );
});
