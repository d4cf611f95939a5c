import type { WorkflowDocument } from '@millrace/machine';
import { IconAlertTriangle, IconBolt } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { outlineOf } from '../../../components/canvas/model/slot.ts';
import { StepMark } from '../../../components/canvas/step-mark.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import styles from './outline.module.css';

interface Props {
  readonly document: WorkflowDocument;
  readonly connectors: readonly ConnectorDescription[];
  readonly selected: string | undefined;
  readonly problems: Readonly<Record<string, number>>;
  readonly onSelect: (name: string) => void;
}
interface Item {
  readonly id: string;
  readonly label: string;
  readonly number: string;
  readonly mark: ReactNode;
}

/** The steps in reading order: an equal way to all that the canvas shows. */
export function Outline({ document, connectors, selected, problems, onSelect }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const list = useRef<HTMLUListElement>(null);
  const items = useItems(document, connectors);
  const steps = Object.keys(document.machine.States).length;
  const press = (event: KeyboardEvent): void => {
    const at = itemAfter(event.key, items, selected);
    const next = items[at];
    if (next === undefined) return;
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
              title={item.label}
              onClick={() => onSelect(item.id)}
            >
              <span className={styles.number}>{item.number}</span>
              <span className={styles.mark}>{item.mark}</span>
              <span className={styles.label} dir="auto">
                {item.label}
              </span>
              {(problems[item.id] ?? 0) > 0 && (
                <span className={styles.count} title={t('problems', { count: problems[item.id] ?? 0 })}>
                  <IconAlertTriangle size={14} aria-hidden="true" />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.foot}>{t('steps', { count: steps })}</p>
    </nav>
  );
}

function useItems(document: WorkflowDocument, connectors: readonly ConnectorDescription[]): readonly Item[] {
  const { t } = useTranslation('canvas');
  const triggers = Object.entries(document.triggers ?? {}).map(([id, trigger]) => ({
    id: `trigger:${id}`,
    label: t(`trigger.${trigger.type}`),
    number: '',
    mark: <IconBolt size={16} stroke={1.75} aria-hidden="true" />,
  }));
  const steps = outlineOf(document).flatMap((name, index) => {
    const state = document.machine.States[name];
    if (state === undefined) return [];
    const mark = <StepMark state={state} connectors={connectors} size={16} />;
    return [{ id: name, label: name, number: String(index + 1), mark }];
  });
  return [...triggers, ...steps];
}

/** The index that a key leads to; none for other keys. */
function itemAfter(key: string, items: readonly Item[], selected: string | undefined): number {
  const at = items.findIndex((item) => item.id === selected);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: items.length - 1,
  };
  return steps[key] ?? -1;
}
