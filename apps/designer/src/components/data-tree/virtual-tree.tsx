import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useRef,
} from 'react';
import { type TreeLine, walkTree } from './walk-tree.ts';

/** Scrolls a line into view. */
export interface TreeHandle {
  readonly show: (index: number, align?: 'center') => void;
  readonly focus: () => void;
}

interface Props<Line extends TreeLine> {
  readonly lines: readonly Line[];
  readonly label: string;
  readonly linePx: number;
  readonly indentPx: number;
  /** The index of the line that the keys act on. */
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onToggle: (line: Line) => void;
  /** Enter; without it Enter folds and unfolds. */
  readonly onEnter?: (line: Line) => void;
  /** A letter, which belongs into a search. */
  readonly onType?: (letter: string) => void;
  readonly className: string | undefined;
  readonly propsOf: (line: Line, index: number) => HTMLAttributes<HTMLDivElement>;
  readonly children: (line: Line) => ReactNode;
  readonly handle?: Ref<TreeHandle>;
}

/** A tree of any length: one stop for Tab, walked by arrows, and only what is in sight is there. */
export function VirtualTree<Line extends TreeLine>(props: Props<Line>): ReactElement {
  const { lines, label, linePx, indentPx, active, onActive, className, propsOf, children, handle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while drawing, never passed on
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePx,
    overscan: 20,
    initialRect: { width: 400, height: 400 },
  });
  useImperativeHandle(handle, () => ({
    show: (index, align) => virtual.scrollToIndex(index, align === undefined ? {} : { align }),
    focus: () => scroller.current?.focus(),
  }));
  const go = (index: number): void => {
    const next = Math.min(lines.length - 1, Math.max(0, index));
    onActive(next);
    virtual.scrollToIndex(next);
  };
  const press = (event: KeyboardEvent): void => {
    if (!pressed(event, props, go)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const activeLine = lines[active];
  return (
    <div
      ref={scroller}
      className={className}
      role="tree"
      aria-label={label}
      aria-activedescendant={activeLine === undefined ? undefined : `${id}-${active}`}
      tabIndex={0}
      onKeyDown={press}
    >
      <div style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return line === undefined ? null : (
            <div
              key={line.id}
              id={`${id}-${item.index}`}
              role="treeitem"
              aria-level={line.level + 1}
              aria-expanded={line.isBranch ? line.isOpen : undefined}
              aria-selected={false}
              data-active={item.index === active}
              style={{ transform: `translateY(${item.start}px)`, paddingInlineStart: line.level * indentPx }}
              {...propsOf(line, item.index)}
            >
              {children(line)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Acts on a key; tells whether it was one of the tree's. */
function pressed<Line extends TreeLine>(
  event: KeyboardEvent,
  props: Props<Line>,
  go: (index: number) => void,
): boolean {
  const { lines, active, onToggle } = props;
  const line = lines[active];
  if (line === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
  const step = walkTree(event.key, lines, active);
  if (step === undefined) return written(event.key, line, props);
  if (step === 'toggle') onToggle(line);
  else go(step);
  return true;
}

function written<Line extends TreeLine>(key: string, line: Line, { onToggle, onEnter, onType }: Props<Line>): boolean {
  if (key === 'Enter' && onEnter !== undefined) onEnter(line);
  else if (key === 'Enter' && line.isBranch) onToggle(line);
  else if (onType !== undefined && key.length === 1 && key !== ' ') onType(key);
  else return false;
  return true;
}
