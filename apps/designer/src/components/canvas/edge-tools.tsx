import { IconArrowRampRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { memo, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import { itemOfEdge } from './model/items.ts';
import type { PlacedEdge } from './model/picture.ts';
import { slotId } from './model/slot.ts';
import { useRovingFocus } from './use-roving-focus.ts';

interface Props {
  readonly placed: PlacedEdge;
  readonly label: string;
  readonly items: number | undefined;
  /** A run went another way. */
  readonly isDimmed: boolean;
  readonly isNear: boolean;
  readonly isCurrent: boolean;
  readonly fromTitle: string;
  readonly toTitle: string;
}

const at = ({ x, y }: { readonly x: number; readonly y: number }): { transform: string } => ({
  transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`,
});

/** What stands on a line: its words, the count of items, and what can be done with it. */
export const EdgeTools = memo(function EdgeTools(props: Props): ReactElement {
  const { placed, label, items, isDimmed, isNear, isCurrent, fromTitle, toTitle } = props;
  const { t } = useTranslation('canvas');
  const { readOnly, acts } = useCanvas();
  const ref = useRovingFocus<HTMLDivElement>(isCurrent);
  const { edge, words, end } = placed;
  const shown = [label, edge.isBack ? t('repeats') : ''].filter((part) => part !== '').join(' · ');
  const name = [t('way', { from: fromTitle, to: toTitle }), shown].filter((part) => part !== '').join(', ');
  const hasTools = !readOnly && !edge.isRepeated;
  return (
    <>
      <div
        ref={ref}
        role="group"
        aria-label={name}
        tabIndex={isCurrent ? 0 : -1}
        className={styles.edgeTools}
        data-item={itemOfEdge(edge)}
        data-edge={edge.id}
        data-near={isNear}
        style={at(words)}
      >
        {shown !== '' && (
          <span className={styles.label} data-failure={edge.isFailure && !isDimmed} data-dimmed={isDimmed}>
            {shown}
          </span>
        )}
        {items !== undefined && (
          <span className={styles.count} title={t('items', { count: items })}>
            {items}
          </span>
        )}
        {hasTools && (
          <span className={styles.pill} data-beside={shown !== '' || items !== undefined}>
            <Tool
              isStop={isCurrent}
              label={t('addOn', { from: fromTitle, to: toTitle })}
              slot={slotId(edge.slot)}
              onPress={(anchor) => acts.add(edge.slot, anchor)}
            >
              <IconPlus size={14} aria-hidden="true" />
            </Tool>
            {isNear && (
              <>
                <Tool isStop={isCurrent} label={t('retarget')} onPress={(anchor) => acts.retarget(edge.slot, anchor)}>
                  <IconArrowRampRight size={14} aria-hidden="true" />
                </Tool>
                <Tool isStop={isCurrent} label={t('disconnect')} onPress={() => acts.disconnect(edge.slot)}>
                  <IconTrash size={14} aria-hidden="true" />
                </Tool>
              </>
            )}
          </span>
        )}
      </div>
      {hasTools && isNear && (
        <span
          className={styles.pull}
          style={at(end)}
          data-edge={edge.id}
          title={t('pull')}
          onPointerDown={(event) => acts.pull(placed, event)}
        />
      )}
    </>
  );
});

function Tool({
  label,
  slot,
  isStop,
  onPress,
  children,
}: {
  readonly label: string;
  readonly slot?: string;
  /** Tab comes here too. */
  readonly isStop: boolean;
  readonly onPress: (anchor: Element) => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <button
      type="button"
      className={styles.pillTool}
      tabIndex={isStop ? 0 : -1}
      aria-label={label}
      title={label}
      data-slot={slot}
      onClick={(event) => onPress(event.currentTarget)}
    >
      {children}
    </button>
  );
}
