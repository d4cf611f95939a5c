import { TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconChevronRight, IconCopy, IconSearch } from '@tabler/icons-react';
import { type ReactElement, useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './data-tree.module.css';
import { findMatches, type Matches, rowsOf, type TreeRow } from './rows.ts';
import { type TreeHandle, VirtualTree } from './virtual-tree.tsx';

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
  const [query, setQuery] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(0);
  const tree = useRef<TreeHandle>(null);
  // A search through megabytes must not hold up the typing.
  const wanted = useDeferredValue(query);
  const matches = useMemo(() => findMatches(value, wanted), [value, wanted]);
  const rows = useMemo(
    () => rowsOf(value, ({ path, isOpenAtFirst }) => matches.parents.has(path) || isOpenAtFirst !== toggled.has(path)),
    [value, toggled, matches],
  );
  const lines = useMemo(
    () => rows.map((row) => ({ id: row.path, level: row.depth, isBranch: row.count > 0, isOpen: row.expanded, row })),
    [rows],
  );
  const toggle = (path: string): void => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const go = (index: number): void => {
    setActive(index);
    tree.current?.show(index);
  };
  const isMatch = ({ path }: TreeRow): boolean => matches.paths.has(path);
  const showFirst = useEffectEvent(() => {
    const first = rows.findIndex(isMatch);
    if (first >= 0) tree.current?.show(first, 'center');
  });
  useEffect(() => showFirst(), [matches]);
  const toNextMatch = (): void => {
    const next = rows.findIndex((row, index) => index > active && isMatch(row));
    const found = next >= 0 ? next : rows.findIndex(isMatch);
    if (found >= 0) go(found);
  };
  if (value === undefined) return <p className={styles.nothing}>{t('tree.nothing')}</p>;
  return (
    <div className={styles.tree}>
      <Tools value={value} query={query} matches={matches} onQuery={setQuery} onNext={toNextMatch} />
      <VirtualTree
        lines={lines}
        label={label}
        linePx={ROW_PX}
        indentPx={16}
        active={active}
        onActive={setActive}
        onToggle={({ row }) => toggle(row.path)}
        className={styles.scroller}
        propsOf={({ row }, index) => ({
          className: lookOf({ fault: faults.includes(row.path), match: isMatch(row), active: index === active }),
          onClick: () => {
            setActive(index);
            if (row.count > 0) toggle(row.path);
          },
        })}
        handle={tree}
      >
        {({ row }) => <Row row={row} />}
      </VirtualTree>
    </div>
  );
}

interface ToolsProps {
  readonly value: unknown;
  readonly query: string;
  readonly matches: Matches;
  readonly onQuery: (query: string) => void;
  readonly onNext: () => void;
}

/** Finds in the data, and copies all of it. */
function Tools({ value, query, matches, onQuery, onNext }: ToolsProps): ReactElement {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <div className={styles.tools}>
      <TextInput
        className={styles.search}
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        aria-label={t('tree.search')}
        placeholder={t('tree.search')}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onNext();
        }}
      />
      {query !== '' && (
        <span className={styles.count} role="status">
          {t(matches.isCut ? 'tree.manyMatches' : 'tree.matches', { count: matches.paths.size })}
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
  );
}

function lookOf({ fault, match, active }: Readonly<Record<'fault' | 'match' | 'active', boolean>>): string {
  return [styles.row, fault && styles.fault, match && styles.match, active && styles.active].filter(Boolean).join(' ');
}

function Row({ row }: { readonly row: TreeRow }): ReactElement {
  const { t } = useTranslation();
  const nests = row.kind === 'object' || row.kind === 'array' || row.kind === 'range';
  const Chevron = row.expanded ? IconChevronDown : IconChevronRight;
  return (
    <>
      <span className={styles.chevron}>{row.count > 0 && <Chevron size={12} aria-hidden="true" />}</span>
      {row.key !== '' && (
        <>
          <span className={row.kind === 'range' ? styles.quiet : styles.key} dir="auto">
            {row.key}
          </span>
          <span className={styles.quiet}>:</span>
        </>
      )}
      {nests ? (
        <span className={styles.quiet}>
          {BRACKETS[row.kind]}
          {t(row.kind === 'object' ? 'tree.keys' : 'tree.items', { count: row.count })}
        </span>
      ) : (
        <Value row={row} />
      )}
      <CopyValue row={row} />
    </>
  );
}

const BRACKETS: Readonly<Record<string, string>> = { array: '[ ', object: '{ ' };

/** Copies one value: a text as it is, anything else as JSON. */
function CopyValue({ row: { key, kind, value } }: { readonly row: TreeRow }): ReactElement | null {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 1500 });
  if (kind === 'range') return null;
  const label = clipboard.copied ? t('copied') : t('copy', { what: key === '' ? t('tree.all') : key });
  return (
    <button
      type="button"
      className={styles.copyValue}
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        clipboard.copy(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
      }}
    >
      {clipboard.copied ? <IconCheck size={12} aria-hidden="true" /> : <IconCopy size={12} aria-hidden="true" />}
    </button>
  );
}

function Value({ row }: { readonly row: TreeRow }): ReactElement {
  const { t } = useTranslation();
  const text = row.kind === 'null' ? 'null' : row.kind === 'string' ? JSON.stringify(row.value) : String(row.value);
  return (
    <span className={styles[row.kind]} dir="auto">
      {text.slice(0, LONG_TEXT)}
      {text.length > LONG_TEXT && (
        <span className={styles.quiet}> {t('tree.cut', { count: text.length - LONG_TEXT })}</span>
      )}
    </span>
  );
}
