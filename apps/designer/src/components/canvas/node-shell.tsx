import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import { type Handle, handlesOf } from './model/handles.ts';
import { itemOfNode } from './model/items.ts';
import type { Direction } from './model/layout-input.ts';
import type { PlacedNode } from './model/picture.ts';
import type { Rect } from './model/view.ts';
import { NoteChip } from './note-chip.tsx';
import { useRovingFocus } from './use-roving-focus.ts';

/** What every card on the canvas is told. */
export interface NodeProps {
  readonly placed: PlacedNode;
  readonly direction: Direction;
  readonly isSelected: boolean;
  /** The one that was selected last: it takes the focus, and Tab comes to it. */
  readonly isCurrent: boolean;
}

export const placeStyle = ({ x, y, width, height }: Rect): CSSProperties => ({
  transform: `translate(${x}px, ${y}px)`,
  width,
  height,
});

interface Props extends NodeProps {
  readonly label: string;
  readonly className: string | undefined;
  readonly isDraggable?: boolean;
  /** What a person wrote about it. */
  readonly note?: string | undefined;
  readonly data?: Readonly<Record<`data-${string}`, string | boolean | undefined>>;
  readonly children: ReactNode;
}

/** The place of a card, with its handles: selected, focused and dragged in one way. */
export function NodeShell(props: Props): ReactElement {
  const {
    placed,
    direction,
    isSelected,
    isCurrent,
    label,
    className,
    isDraggable = false,
    note = '',
    data = {},
    children,
  } = props;
  const ref = useRovingFocus<HTMLDivElement>(isCurrent);
  const { readOnly } = useCanvas();
  return (
    <div
      ref={ref}
      role="group"
      aria-label={label}
      aria-description={note === '' ? undefined : note}
      aria-current={isSelected}
      tabIndex={isCurrent ? 0 : -1}
      data-item={itemOfNode(placed.node)}
      data-selected={isSelected}
      className={`${styles.node} ${className ?? ''}`}
      style={placeStyle(placed.rect)}
      draggable={isDraggable && !readOnly}
      {...data}
    >
      {children}
      {note !== '' && <NoteChip note={note} direction={direction} />}
      {handlesOf(placed.node, placed.rect, direction).map((handle) => (
        <HandleMark key={handle.id} handle={handle} />
      ))}
    </div>
  );
}

function HandleMark({ handle: { x, y, kind } }: { readonly handle: Handle }): ReactElement {
  return <span className={styles.handle} data-kind={kind} style={{ left: x, top: y }} />;
}
