import { SegmentedControl, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconLayoutSidebarRightExpand, IconLayoutNavbarExpand, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, type Ref, useDeferredValue, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { type TreeHandle, VirtualTree } from '../../../../components/data-tree/virtual-tree.tsx';
import { usePanel } from '../panel/panel-context.ts';
import styles from './data-picker.module.css';
import { PickerLine } from './picker-line.tsx';
import { usePickerColumn } from './picker-column.tsx';
import { dragged, PICKED_TYPE, type Picked } from './picked.ts';
import { type PickerRow, pickerRows } from './picker-rows.ts';
import { usePreparedPick } from './use-prepared-pick.ts';
import { readableAt } from './readable-at.ts';

interface Props {
  /** JSON Pointer of the value that is picked for. */
  readonly path: string;
  readonly onPick: (picked: Picked) => void;
}

/** The data that a value may be made of, as a tree; a click, Enter or a drag inserts its expression. */
export function DataPicker({ path, onPick }: Props): ReactElement {
  const { column, isWide, widen } = usePickerColumn();
  const pick = usePreparedPick(onPick);
  const picker = <Picker path={path} onPick={pick} isColumn={column !== null} isWide={isWide} onWiden={widen} />;
  return column === null ? picker : <>{createPortal(picker, column)}</>;
}

interface PickerProps extends Props {
  readonly isColumn: boolean;
  readonly isWide: boolean;
  readonly onWiden: (isWide: boolean) => void;
}

const LINE_PX = 24;

function Picker({ path, onPick, isColumn, isWide, onWiden }: PickerProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { roots: all } = usePanel();
  const roots = useMemo(() => readableAt(all, path), [all, path]);
  const [names, setNames] = useLocalStorage({ key: 'millrace-picker-names', defaultValue: 'friendly' });
  const [query, setQuery] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState('');
  const tree = useRef<TreeHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  // A search through megabytes must not hold up the typing.
  const wanted = useDeferredValue(query);
  const { rows, isCut } = useMemo(
    () => pickerRows(roots, { toggled, query: wanted, isAdvanced: names === 'advanced' }),
    [roots, toggled, wanted, names],
  );
  const active = Math.max(
    0,
    rows.findIndex(({ id }) => id === current),
  );
  const toggle = ({ id }: PickerRow): void => {
    const next = new Set(toggled);
    if (!next.delete(id)) next.add(id);
    setToggled(next);
  };
  const pick = (row: PickerRow | undefined): void => {
    if (row !== undefined && row.leftOut === undefined) onPick(row);
  };
  const pressInSearch = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') tree.current?.focus();
    else if (event.key === 'Enter') pick(rows[active]);
    else return;
    event.preventDefault();
  };
  const isBare = roots.every(
    ({ sample, schema, kind }) => kind === 'run' || (sample === undefined && schema === undefined),
  );
  return (
    <section className={styles.picker} data-picker data-column={isColumn} aria-label={t('picker.title')}>
      <Tools
        search={search}
        query={query}
        onQuery={setQuery}
        onKeyDown={pressInSearch}
        names={names}
        onNames={setNames}
        isWide={isWide}
        onWiden={onWiden}
      />
      <VirtualTree
        lines={rows}
        label={t('picker.title')}
        linePx={LINE_PX}
        indentPx={16}
        active={active}
        onActive={(index) => setCurrent(rows[index]?.id ?? '')}
        onToggle={toggle}
        onEnter={pick}
        onType={(letter) => {
          setQuery(letter);
          search.current?.focus();
        }}
        className={styles.tree}
        propsOf={(row) => ({
          className: row.level === 0 ? `${styles.line} ${styles.rootLine}` : styles.line,
          'aria-label': row.label,
          'aria-description': descriptionOf(row, (key) => t(key)),
          title: row.leftOut === undefined ? row.expression : undefined,
          draggable: row.leftOut === undefined,
          onDragStart: ({ dataTransfer }) => {
            dataTransfer.setData(PICKED_TYPE, dragged(row));
            dataTransfer.setData('text/plain', row.expression);
          },
          onClick: () => {
            setCurrent(row.id);
            pick(row);
          },
        })}
        handle={tree}
      >
        {(row) => <PickerLine row={row} isAdvanced={names === 'advanced'} onToggle={toggle} />}
      </VirtualTree>
      {rows.length === 0 && <p className={styles.remark}>{t('picker.none', { query })}</p>}
      {isCut && <p className={styles.remark}>{t('picker.cut')}</p>}
      {isBare && query === '' && <p className={styles.remark}>{t('picker.empty')}</p>}
    </section>
  );
}

function descriptionOf({ detail, root, level }: PickerRow, word: (key: string) => string): string | undefined {
  if (level === 0 && root.mayBeMissing === true) return word('picker.mayBeMissing');
  return detail === '' ? undefined : detail;
}

interface ToolsProps extends Pick<PickerProps, 'isWide' | 'onWiden'> {
  readonly search: Ref<HTMLInputElement>;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly names: string;
  readonly onNames: (names: string) => void;
}

/** Finds data, and says how it is shown. */
function Tools({ search, query, onQuery, onKeyDown, names, onNames, isWide, onWiden }: ToolsProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const Widen = isWide ? IconLayoutNavbarExpand : IconLayoutSidebarRightExpand;
  return (
    <div className={styles.tools}>
      <TextInput
        ref={search}
        className={styles.search}
        type="search"
        value={query}
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        placeholder={t('picker.search')}
        aria-label={t('picker.search')}
        onChange={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('picker.names')}
        data={['friendly', 'advanced'].map((value) => ({ value, label: t(`picker.${value}`) }))}
        value={names}
        onChange={onNames}
      />
      <button
        type="button"
        className={styles.widen}
        aria-label={t(isWide ? 'picker.dock' : 'picker.widen')}
        title={t(isWide ? 'picker.dock' : 'picker.widen')}
        onClick={() => onWiden(!isWide)}
      >
        <Widen size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
