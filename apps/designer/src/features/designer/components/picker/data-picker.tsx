import { TextInput } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { memberExpression, type PickerRoot } from '../../model/picker-roots.ts';
import { usePanel } from '../panel/panel-context.ts';
import styles from './data-picker.module.css';

const MOST_MEMBERS = 60;
const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

function describe(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).length}}`;
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** The data that the open step may read, as a tree; a click inserts its expression. */
export function DataPicker({ onPick }: { readonly onPick: (expression: string) => void }): ReactElement {
  const { t } = useTranslation('designer');
  const { roots } = usePanel();
  const [query, setQuery] = useState('');
  return (
    <section className={styles.picker} aria-label={t('picker.title')}>
      <TextInput
        size="xs"
        value={query}
        placeholder={t('picker.search')}
        aria-label={t('picker.search')}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <ul role="tree" aria-label={t('picker.title')} className={styles.tree}>
        {roots.map((root) => (
          <Root key={root.id} root={root} query={query.toLowerCase()} onPick={onPick} />
        ))}
      </ul>
    </section>
  );
}

function Root({
  root,
  query,
  onPick,
}: {
  readonly root: PickerRoot;
  readonly query: string;
  readonly onPick: (expression: string) => void;
}): ReactElement {
  return (
    <Branch
      label={root.label}
      expression={root.expression}
      value={root.sample}
      level={0}
      query={query}
      onPick={onPick}
    />
  );
}

interface BranchProps {
  readonly label: string;
  readonly expression: string;
  readonly value: unknown;
  readonly level: number;
  readonly query: string;
  readonly onPick: (expression: string) => void;
}

function holdsMatch(label: string, value: unknown, query: string, depth = 0): boolean {
  if (query === '' || label.toLowerCase().includes(query)) return true;
  return (
    depth < 4 &&
    isBranch(value) &&
    Object.entries(value)
      .slice(0, MOST_MEMBERS)
      .some(([key, member]) => holdsMatch(key, member, query, depth + 1))
  );
}

function Branch({ label, expression, value, level, query, onPick }: BranchProps): ReactElement | null {
  const { t } = useTranslation('designer');
  const [isOpen, setOpen] = useState(level < 2);
  if (!holdsMatch(label, value, query)) return null;
  const branch = isBranch(value);
  const members = branch && (isOpen || query !== '') ? Object.entries(value).slice(0, MOST_MEMBERS) : [];
  return (
    <li
      role="treeitem"
      aria-expanded={branch ? isOpen : undefined}
      aria-label={label}
      aria-selected={false}
      tabIndex={-1}
    >
      <span className={styles.line} style={{ paddingLeft: level * 14 }}>
        <button
          type="button"
          className={styles.fold}
          aria-label={t(isOpen ? 'picker.fold' : 'picker.unfold', { name: label })}
          data-open={isOpen}
          disabled={!branch}
          onClick={() => setOpen(!isOpen)}
        >
          {branch && <IconChevronRight size={12} aria-hidden="true" />}
        </button>
        {/* Kept from taking the focus, so that the text lands where the caret is. */}
        <button
          type="button"
          className={styles.pick}
          title={expression}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(expression)}
        >
          <span className={level === 0 ? styles.root : styles.key}>{label}</span>
          <span className={styles.sample}>{describe(value)}</span>
        </button>
      </span>
      {members.length > 0 && (
        <ul role="group" className={styles.group}>
          {members.map(([key, member]) => (
            <Branch
              key={key}
              label={key}
              expression={memberExpression(expression, Array.isArray(value) ? Number(key) : key)}
              value={member}
              level={level + 1}
              query={query}
              onPick={onPick}
            />
          ))}
        </ul>
      )}
    </li>
  );
}
