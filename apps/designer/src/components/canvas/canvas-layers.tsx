import { memo, type ReactElement, useCallback, useId, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { type CardFacts, useCanvas } from './canvas-context.ts';
import type { CanvasItem } from './canvas-events.ts';
import styles from './canvas.module.css';
import { ContainerHead } from './container-head.tsx';
import { ArrowHeads, EdgeLine } from './edge-line.tsx';
import { EdgeTools } from './edge-tools.tsx';
import { edgeLook } from './model/edge-looks.ts';
import { itemOfEdge, itemOfNode } from './model/items.ts';
import type { Picture, PlacedNode } from './model/picture.ts';
import { drawCorners, type Point } from './model/route.ts';
import { type NodeProps, placeStyle } from './node-shell.tsx';
import { OpenEnd } from './open-end.tsx';
import { StepCard } from './step-card.tsx';
import { TriggerCard } from './trigger-card.tsx';
import { useEdgeWords } from './use-edge-words.ts';

interface Props {
  readonly picture: Picture;
  readonly facts: ReadonlyMap<string, CardFacts>;
  readonly selected: ReadonlySet<CanvasItem>;
  readonly current: CanvasItem | undefined;
  /** From where to where a line is being pulled. */
  readonly pulled: { readonly from: Point; readonly to: Point } | undefined;
}

/** All that is drawn, from the back: boxes, lines, cards, and what stands on the lines. */
export const CanvasLayers = memo(function CanvasLayers(props: Props): ReactElement {
  const { picture, facts, selected, current } = props;
  const [near, setNear] = useState<string>();
  const hover = useCallback((target: EventTarget) => {
    const edge = target instanceof Element ? target.closest<SVGElement | HTMLElement>('[data-edge]') : null;
    setNear(edge?.dataset.edge);
  }, []);
  return (
    <div
      className={styles.layers}
      data-direction={picture.direction}
      onPointerOver={({ target }) => hover(target)}
      onPointerLeave={() => setNear(undefined)}
    >
      <Boxes picture={picture} />
      <Lines {...props} near={near} />
      {picture.nodes.map((placed) => {
        const item = itemOfNode(placed.node);
        return (
          <Card
            key={placed.id}
            placed={placed}
            facts={facts.get(placed.id)}
            direction={picture.direction}
            isSelected={selected.has(item)}
            isCurrent={item === current}
          />
        );
      })}
      <Tools {...props} near={near} />
    </div>
  );
});

function Card({ facts, ...props }: NodeProps & { readonly facts: CardFacts | undefined }): ReactElement {
  const { node } = props.placed;
  if (node.kind === 'trigger') return <TriggerCard {...props} />;
  if (node.kind === 'open') return <OpenEnd {...props} node={node} />;
  const Step = node.lanes === undefined ? StepCard : ContainerHead;
  return <Step {...props} node={node} facts={facts} />;
}

/** Boxes around others, innermost last, with lines between their lanes; and what nothing leads to. */
const Boxes = memo(function Boxes({
  picture: { nodes, bands, direction },
}: {
  readonly picture: Picture;
}): ReactElement {
  const { t } = useTranslation('canvas');
  return (
    <>
      {bands.map((band) => (
        <div key={`${band.x},${band.y}`} className={styles.band} style={placeStyle(band)}>
          {t('notConnected')}
        </div>
      ))}
      {nodes.map((placed) => (
        <Box key={placed.id} placed={placed} isAcross={direction === 'LR'} />
      ))}
    </>
  );
});

function Box({
  placed: { node, rect, lanes },
  isAcross,
}: {
  readonly placed: PlacedNode;
  readonly isAcross: boolean;
}): ReactElement | null {
  if (node.kind !== 'state' || node.lanes === undefined) return null;
  return (
    <div className={styles.box} style={placeStyle(rect)}>
      {lanes.slice(1).map((lane) => (
        <span
          key={`${lane.x},${lane.y}`}
          className={styles.divider}
          data-across={isAcross}
          style={isAcross ? { top: lane.y - rect.y - 8 } : { left: lane.x - rect.x - 8 }}
        />
      ))}
    </div>
  );
}

interface EdgeProps extends Props {
  readonly near: string | undefined;
}

function Lines({ picture, facts, selected, near, pulled }: EdgeProps): ReactElement {
  const arrows = useId();
  const isRun = useCanvas().unseen !== undefined;
  return (
    <svg className={styles.lines} aria-hidden="true">
      <ArrowHeads id={arrows} />
      {picture.edges.map((placed) => {
        const { tone, isDimmed } = edgeLook(placed.edge, { facts, isRun });
        const isNear = placed.id === near || selected.has(itemOfEdge(placed.edge));
        return (
          <EdgeLine key={placed.id} placed={placed} look={tone} isDimmed={isDimmed} isNear={isNear} arrows={arrows} />
        );
      })}
      {pulled !== undefined && <path className={styles.pulled} d={drawCorners([pulled.from, pulled.to])} />}
    </svg>
  );
}

function Tools({ picture, facts, selected, current, near }: EdgeProps): ReactElement {
  const isRun = useCanvas().unseen !== undefined;
  const wordsOf = useEdgeWords(picture);
  return (
    <>
      {picture.edges
        .filter(({ edge }) => !edge.isOpen)
        .map((placed) => {
          const item = itemOfEdge(placed.edge);
          const { items, isDimmed } = edgeLook(placed.edge, { facts, isRun });
          return (
            <EdgeTools
              key={placed.id}
              placed={placed}
              {...wordsOf(placed)}
              items={items}
              isDimmed={isDimmed}
              isNear={placed.id === near || selected.has(item)}
              isCurrent={item === current && !placed.edge.isRepeated}
            />
          );
        })}
    </>
  );
}
