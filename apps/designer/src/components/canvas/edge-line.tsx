import { memo, type ReactElement } from 'react';
import styles from './canvas.module.css';
import type { EdgeLook } from './model/edge-looks.ts';
import { itemOfEdge } from './model/items.ts';
import type { PlacedEdge } from './model/picture.ts';
import { slotId } from './model/slot.ts';

interface Props {
  readonly placed: PlacedEdge;
  readonly look: EdgeLook['tone'];
  readonly isDimmed: boolean;
  /** Pointed at, or selected. */
  readonly isNear: boolean;
  /** Where the arrow heads of this canvas are defined. */
  readonly arrows: string;
}

/** A way from one step to the next. */
export const EdgeLine = memo(function EdgeLine({ placed, look, isDimmed, isNear, arrows }: Props): ReactElement {
  const { edge, path } = placed;
  const shown = isNear ? 'accent' : isDimmed ? 'dimmed' : look;
  return (
    <g
      className={styles.edge}
      data-look={shown}
      data-item={itemOfEdge(edge)}
      data-slot={slotId(edge.slot)}
      data-edge={edge.id}
    >
      <path className={styles.hit} d={path} />
      <path className={styles.stroke} d={path} {...(edge.isOpen ? {} : { markerEnd: `url(#${arrows}-${shown})` })} />
    </g>
  );
});

const LOOKS = ['plain', 'failed', 'taken', 'dimmed', 'accent'] as const;

/** The arrow heads, one for each look. */
export const ArrowHeads = memo(function ArrowHeads({ id }: { readonly id: string }): ReactElement {
  return (
    <defs>
      {LOOKS.map((look) => (
        <marker
          key={look}
          id={`${id}-${look}`}
          className={styles.arrow}
          data-look={look}
          viewBox="-10 -5 10 10"
          markerWidth="10"
          markerHeight="10"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M -8 -4.5 L 0 0 L -8 4.5 Z" />
        </marker>
      ))}
    </defs>
  );
});
