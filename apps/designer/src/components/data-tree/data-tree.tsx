import { TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconChevronRight, IconCopy, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './data-tree.module.css';
import { findMatches, parentsOf, rowsOf, type TreeRow } from './rows.ts';

interface Props {
  readonly value: unknown;
  /** What the data is: the tree's accessible name. */
  readonly label: string;
  /** JSON Pointers to mark as at fault. */
  readonly faults?: readonly string[];
}

const ROW_PX = 20;
const LONG_TEXT = 400;

/** JSON as a tree: virtual, searchable, copyable. */
export function DataTree({ value, label, faults = [] }: Props): ReactElement {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1500 });
  const [query, setQuery] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const matches = useMemo(() => new Set(findMatches(value, query)), [value, query]);
  const opened = useMemo(() => new Set([...matches].flatMap(parentsOf)), [matches]);
  const rows = useMemo(
    () => rowsOf(value, (path, depth) => opened.has(path) || depth < 2 !== toggled.has(path)),
    [value, toggled, opened],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while drawing, never passed on
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
    initialRect: { width: 400, height: 400 },
  });
  const toggle = (path: string): void => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const go = (index: number): void => {
    const next = Math.min(rows.length - 1, Math.max(0, index));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const press = (event: KeyboardEvent): void => {
    const row = rows[active];
    const nests = row !== undefined && row.count > 0;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => nests && (row.expanded ? go(active + 1) : toggle(row.path)),
      ArrowLeft: () => nests && row.expanded && toggle(row.path),
      Enter: () => nests && toggle(row.path),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  if (value === undefined) return <p className={styles.nothing}>{t('tree.nothing')}</p>;
  return (
    <div className={styles.tree}>
      <div className={styles.tools}>
        <TextInput
          className={styles.search}
          leftSection={<IconSearch size={14} aria-hidden="true" />}
          aria-label={t('tree.search')}
          placeholder={t('tree.search')}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        {query !== '' && (
          <span className={styles.count} role="status">
            {t('tree.matches', { count: matches.size })}
          </span>
        )}
        <button
          type="button"
          className={styles.copy}
          onClick={() => clipboard.copy(JSON.stringify(value, null, 2))}
          aria-label={clipboard.copied ? t('copied') : t('tree.copyAll')}
          title={t('tree.copyAll')}
        >
          {clipboard.copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
        </button>
      </div>
      <div ref={scroller} className={styles.scroller} role="tree" aria-label={label} tabIndex={0} onKeyDown={press}>
        <div className={styles.space} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Row
                key={row.path}
                row={row}
                top={item.start}
                look={lookOf({
                  fault: faults.includes(row.path),
                  match: matches.has(row.path),
                  active: item.index === active,
                })}
                onToggle={() => {
                  setActive(item.index);
                  toggle(row.path);
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function lookOf({ fault, match, active }: Readonly<Record<'fault' | 'match' | 'active', boolean>>): string {
  return [styles.row, fault && styles.fault, match && styles.match, active && styles.active].filter(Boolean).join(' ');
}

interface RowProps {
  readonly row: TreeRow;
  readonly top: number;
  readonly look: string;
  readonly onToggle: () => void;
}

function Row({ row, top, look, onToggle }: RowProps): ReactElement {
  const { t } = useTranslation();
  const nests = row.kind === 'object' || row.kind === 'array';
  const Chevron = row.expanded ? IconChevronDown : IconChevronRight;
  return (
    <div
      className={look}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-expanded={row.count > 0 ? row.expanded : undefined}
      aria-selected={false}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: row.depth * 16 }}
      onClick={row.count > 0 ? onToggle : undefined}
    >
      <span className={styles.chevron}>{row.count > 0 && <Chevron size={12} aria-hidden="true" />}</span>
      {row.key !== '' && (
        <>
          <span className={styles.key}>{row.key}</span>
          <span className={styles.quiet}>:</span>
        </>
      )}
      {nests ? (
        <span className={styles.quiet}>
          {row.kind === 'array' ? '[ ' : '{ '}
          {t(row.kind === 'array' ? 'tree.items' : 'tree.keys', { count: row.count })}
        </span>
      ) : (
        <Value row={row} />
      )}
    </div>
  );
}

function Value({ row }: { readonly row: TreeRow }): ReactElement {
  const { t } = useTranslation();
  const text = row.kind === 'null' ? 'null' : row.kind === 'string' ? JSON.stringify(row.value) : String(row.value);
  return (
    <span className={styles[row.kind]}>
      {text.slice(0, LONG_TEXT)}
      {text.length > LONG_TEXT && (
        <span className={styles.quiet}> {t('tree.cut', { count: text.length - LONG_TEXT })}</span>
      )}
    </span>
  );
}
