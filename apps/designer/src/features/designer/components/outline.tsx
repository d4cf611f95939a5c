import type { WorkflowDocument } from '@millrace/machine';
import { type KeyboardEvent, type ReactElement, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { outlineOf } from '../../../components/canvas/model/slot.ts';
import styles from './outline.module.css';

interface Props {
  readonly document: WorkflowDocument;
  readonly selected: string | undefined;
  readonly problems: Readonly<Record<string, number>>;
  readonly onSelect: (name: string) => void;
}

/** The steps in reading order: an equal way to all that the canvas shows. */
export function Outline({ document, selected, problems, onSelect }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const list = useRef<HTMLUListElement>(null);
  const triggers = Object.entries(document.triggers ?? {}).map(([id, trigger]) => ({
    id: `trigger:${id}`,
    label: t(`canvas:trigger.${trigger.type}`),
    mark: '',
  }));
  const steps = outlineOf(document).map((name, index) => ({ id: name, label: name, mark: String(index + 1) }));
  const items = [...triggers, ...steps];
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const at = items.findIndex((item) => item.id === selected) + step;
    const next = items[at];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelectorAll('button')[at]?.focus();
  };
  return (
    <nav className={styles.outline} aria-label={t('outline')}>
      <h2 className={styles.title}>{t('outline')}</h2>
      <ul ref={list} role="tree" aria-label={t('outline')} className={styles.list} onKeyDown={press}>
        {items.map((item) => (
          <li key={item.id} role="treeitem" aria-selected={item.id === selected} aria-label={item.label}>
            <button
              type="button"
              className={styles.item}
              data-selected={item.id === selected}
              tabIndex={item.id === (selected ?? items[0]?.id) ? 0 : -1}
              onClick={() => onSelect(item.id)}
            >
              <span className={styles.mark}>{item.mark}</span>
              <span className={styles.label}>{item.label}</span>
              {(problems[item.id] ?? 0) > 0 && <span className={styles.count}>{problems[item.id]}</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
