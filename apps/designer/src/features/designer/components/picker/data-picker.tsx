import { TextInput } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { usePanel } from '../panel/panel-context.ts';
import styles from './data-picker.module.css';
import { type PickerRow, pickerRows } from './picker-rows.ts';

/** The data that the open step may read, as a tree; a click or Enter inserts its expression. */
export function DataPicker({ onPick }: { readonly onPick: (expression: string) => void }): ReactElement {
  const { t } = useTranslation(['designer', FIELD_WORDS]);
  const { roots } = usePanel();
  const [query, setQuery] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState('');
  const tree = useRef<HTMLUListElement>(null);
  const rows = pickerRows(roots, { toggled, query });
  const active = rows.find(({ id }) => id === current) ?? rows[0];
  const toggle = ({ id }: PickerRow): void => setToggled(without(toggled, id) ?? new Set([...toggled, id]));
  const move = (row: PickerRow | undefined): void => {
    if (row === undefined) return;
    setCurrent(row.id);
    tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[rows.indexOf(row)]?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    if (active === undefined) return;
    const target = steps(event.key, rows, active);
    if (target !== undefined) move(target);
    else if (event.key === 'Enter') onPick(active.expression);
    else if (opens(event.key, active)) toggle(active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isBare = roots.every(({ sample, schema }) => sample === undefined && schema === undefined);
  return (
    <section className={styles.picker} data-picker aria-label={t('picker.title')}>
      <TextInput
        size="xs"
        type="search"
        value={query}
        placeholder={t('picker.search')}
        aria-label={t('picker.search')}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(active);
          if (event.key === 'Enter' && active !== undefined) onPick(active.expression);
        }}
      />
      <ul ref={tree} role="tree" aria-label={t('picker.title')} className={styles.tree} onKeyDown={press}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            isActive={row === active}
            onPick={onPick}
            onToggle={toggle}
            onFocus={setCurrent}
          />
        ))}
      </ul>
      {rows.length === 0 && <p className={styles.note}>{t('fields:picker.none', { query })}</p>}
      {isBare && <p className={styles.note}>{t('fields:picker.empty')}</p>}
    </section>
  );
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> | undefined {
  return ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : undefined;
}

/** The row that an arrow key leads to. */
function steps(key: string, rows: readonly PickerRow[], active: PickerRow): PickerRow | undefined {
  const index = rows.indexOf(active);
  switch (key) {
    case 'ArrowDown':
      return rows[index + 1] ?? active;
    case 'ArrowUp':
      return rows[index - 1] ?? active;
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    case 'ArrowRight':
      return active.isOpen ? rows[index + 1] : undefined;
    case 'ArrowLeft':
      return active.isOpen ? undefined : (rows.find(({ id }) => id === active.parentId) ?? active);
    default:
      return undefined;
  }
}

const opens = (key: string, { isBranch, isOpen }: PickerRow): boolean =>
  isBranch && key === (isOpen ? 'ArrowLeft' : 'ArrowRight');

interface RowProps {
  readonly row: PickerRow;
  readonly isActive: boolean;
  readonly onPick: (expression: string) => void;
  readonly onToggle: (row: PickerRow) => void;
  readonly onFocus: (id: string) => void;
}

function Row({ row, isActive, onPick, onToggle, onFocus }: RowProps): ReactElement {
  const { label, expression, level, isBranch, isOpen, detail } = row;
  return (
    <li
      role="treeitem"
      aria-label={label}
      aria-level={level + 1}
      aria-expanded={isBranch ? isOpen : undefined}
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      title={expression}
      className={styles.line}
      style={{ paddingLeft: level * 14 }}
      // Kept from taking the focus, so that the text lands where the caret is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onPick(expression)}
      onFocus={() => onFocus(row.id)}
    >
      <span
        className={styles.fold}
        data-open={isOpen}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          onToggle(row);
        }}
      >
        {isBranch && <IconChevronRight size={12} />}
      </span>
      <span className={level === 0 ? styles.root : styles.key}>{label}</span>
      <span className={styles.sample}>{detail}</span>
    </li>
  );
}
