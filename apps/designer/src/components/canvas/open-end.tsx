import { IconPlus } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import { itemOfNode } from './model/items.ts';
import type { OpenNode } from './model/canvas-graph.ts';
import { slotId } from './model/slot.ts';
import { type NodeProps, placeStyle } from './node-shell.tsx';
import { useRovingFocus } from './use-roving-focus.ts';

/** A way that ends: the place to add the next step. */
export const OpenEnd = memo(function OpenEnd(props: NodeProps & { readonly node: OpenNode }): ReactElement {
  const { placed, node, isSelected, isCurrent } = props;
  const { words, acts } = useCanvas();
  const ref = useRovingFocus<HTMLButtonElement>(isCurrent);
  const label = words.title(node);
  return (
    <div className={styles.open} style={placeStyle(placed.rect)}>
      <button
        ref={ref}
        type="button"
        className={styles.add}
        tabIndex={isCurrent ? 0 : -1}
        data-item={itemOfNode(node)}
        data-slot={slotId(node.slot)}
        data-selected={isSelected}
        aria-label={label}
        title={label}
        onClick={(event) => acts.add(node.slot, event.currentTarget)}
      >
        <IconPlus size={14} aria-hidden="true" />
      </button>
    </div>
  );
});
