import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useFocusBack } from '../../../../hooks/use-focus-back.ts';
import type { Anchor } from './overlay.ts';
import styles from './search-list.module.css';

/** One thing that can be chosen. */
export interface SearchRow {
  readonly id: string;
  readonly title: string;
  readonly text?: string;
  readonly icon: ReactNode;
  /** Rows of one group stand together under its words. */
  readonly group?: string;
  /** Leads to more rows instead of ending the search. */
  readonly opens?: boolean;
}

interface Props {
  readonly title: string;
  readonly placeholder: string;
  readonly anchor: Anchor;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly rows: readonly SearchRow[];
  readonly onPick: (row: SearchRow) => void;
  readonly onClose: () => void;
  /** Where the rows are from, when they are not the first ones: leads back. */
  readonly trail?: { readonly title: string; readonly onBack: () => void } | undefined;
  /** Said when there are no rows. */
  readonly none: string;
}

const WIDTH = 360;
const HEIGHT = 400;

/** Finds one of many: type, arrows, Enter. It opens beside what it is about. */
export function SearchList(props: Props): ReactElement {
  const { title, placeholder, anchor, query, onQuery, rows, onPick, onClose, trail, none } = props;
  const { t } = useTranslation('workbench');
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useFocusBack();
  // Before it is seen: what is typed at once must not go to the shortcuts of the page.
  useLayoutEffect(() => input.current?.focus(), []);
  const current = rows[Math.min(active, rows.length - 1)];
  const pick = (row: SearchRow): void => {
    setActive(0);
    onPick(row);
    if (row.opens === true) input.current?.focus();
  };
  const press = usePress({ query, rows, current, pick, setActive, onClose, onBack: trail?.onBack });
  return (
    <>
      <div className={styles.cover} onClick={onClose} aria-hidden="true" />
      <div className={styles.box} style={placeOf(anchor)} role="dialog" aria-label={title} onKeyDown={press}>
        <div className={styles.head}>
          {trail !== undefined && (
            <button
              type="button"
              className={styles.back}
              aria-label={t('list.back', { from: trail.title })}
              onClick={trail.onBack}
            >
              <IconChevronLeft size={16} aria-hidden="true" />
              {trail.title}
            </button>
          )}
          <input
            ref={input}
            type="search"
            className={styles.search}
            value={query}
            placeholder={placeholder}
            aria-label={placeholder}
            aria-controls="search-list-rows"
            aria-activedescendant={current === undefined ? undefined : `search-list-${rows.indexOf(current)}`}
            onChange={(event) => {
              onQuery(event.currentTarget.value);
              setActive(0);
            }}
          />
        </div>
        <ul id="search-list-rows" role="listbox" aria-label={title} className={styles.list}>
          {rows.map((row, index) => (
            <Row
              key={row.id}
              row={row}
              index={index}
              isActive={row === current}
              isFirst={row.group !== rows[index - 1]?.group}
              onPick={pick}
            />
          ))}
        </ul>
        {rows.length === 0 && <p className={styles.none}>{none}</p>}
      </div>
    </>
  );
}

/** Below the anchor where there is room, else as low as it can be. */
function placeOf({ left, bottom }: Anchor): { left: number; top: number; width: number; maxHeight: number } {
  return {
    left: Math.max(8, Math.min(left, innerWidth - WIDTH - 8)),
    top: Math.max(8, Math.min(bottom + 8, innerHeight - HEIGHT - 8)),
    width: WIDTH,
    maxHeight: HEIGHT,
  };
}

interface Press {
  readonly query: string;
  readonly rows: readonly SearchRow[];
  readonly current: SearchRow | undefined;
  readonly pick: (row: SearchRow) => void;
  readonly setActive: (change: (at: number) => number) => void;
  readonly onClose: () => void;
  readonly onBack: (() => void) | undefined;
}

/** The keys of the list. What leads sideways does so only where it would not move a caret. */
function usePress({ query, rows, current, pick, setActive, onClose, onBack }: Press): (event: KeyboardEvent) => void {
  const back = onBack ?? onClose;
  const walk = (step: number) => () => setActive((at) => Math.max(0, Math.min(rows.length - 1, at + step)));
  const acts: Readonly<Record<string, (() => void) | undefined>> = {
    Escape: back,
    Enter: current === undefined ? undefined : () => pick(current),
    ArrowDown: walk(1),
    ArrowUp: walk(-1),
    PageDown: walk(8),
    PageUp: walk(-8),
    // The search keeps the focus: all else is reached by the arrows.
    Tab: () => undefined,
    ArrowRight: query === '' && current?.opens === true ? () => pick(current) : undefined,
    ArrowLeft: query === '' ? onBack : undefined,
    Backspace: query === '' ? onBack : undefined,
  };
  return (event) => {
    event.stopPropagation();
    const isOnButton = event.target instanceof HTMLButtonElement;
    const act = isOnButton && event.key === 'Enter' ? undefined : acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}

function Row({
  row,
  index,
  isActive,
  isFirst,
  onPick,
}: {
  readonly row: SearchRow;
  readonly index: number;
  readonly isActive: boolean;
  readonly isFirst: boolean;
  readonly onPick: (row: SearchRow) => void;
}): ReactElement {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <>
      {isFirst && row.group !== undefined && (
        <li className={styles.group} role="presentation">
          {row.group}
        </li>
      )}
      <li
        ref={place}
        id={`search-list-${index}`}
        role="option"
        aria-selected={isActive}
        aria-label={row.title}
        className={styles.option}
        onClick={() => onPick(row)}
      >
        <span className={styles.icon}>{row.icon}</span>
        <span className={styles.words}>
          <span className={styles.name} dir="auto">
            {row.title}
          </span>
          {row.text !== undefined && row.text !== '' && <span className={styles.text}>{row.text}</span>}
        </span>
        {row.opens === true && <IconChevronRight className={styles.more} size={16} aria-hidden="true" />}
      </li>
    </>
  );
}
