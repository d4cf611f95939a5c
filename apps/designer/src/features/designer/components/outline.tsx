import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type MouseEvent, type ReactElement, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { outlineOf } from '../../../components/canvas/model/slot.ts';
import { StepMark } from '../../../components/canvas/step-mark.tsx';
import { TriggerMark } from '../../../components/canvas/trigger-mark.tsx';
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
  /** The state of a step, or the type of a trigger. */
  readonly what: State | Trigger['type'];
}

/** The steps in reading order: an equal way to all that the canvas shows. */
export function Outline({ document, connectors, selected, problems, onSelect }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const list = useRef<HTMLUListElement>(null);
  const items = useItems(document);
  const steps = Object.keys(document.machine.States).length;
  const press = (event: KeyboardEvent): void => {
    const at = itemAfter(event.key, items, selected);
    const next = items[at];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[at]?.focus();
  };
  const click = ({ target }: MouseEvent): void => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
    const { id } = row?.dataset ?? {};
    if (id !== undefined) onSelect(id);
  };
  return (
    <nav className={styles.outline} aria-label={t('outline')}>
      <h2 className={styles.title}>{t('outline')}</h2>
      <ul ref={list} role="tree" aria-label={t('outline')} className={styles.list} onKeyDown={press} onClick={click}>
        {items.map((item) => (
          <Row
            key={item.id}
            {...item}
            connectors={connectors}
            isSelected={item.id === selected}
            isStop={item.id === (selected ?? items[0]?.id)}
            problems={problems[item.id] ?? 0}
          />
        ))}
      </ul>
      <p className={styles.foot}>{t('steps', { count: steps })}</p>
    </nav>
  );
}

interface RowProps extends Item {
  readonly connectors: readonly ConnectorDescription[];
  readonly isSelected: boolean;
  /** Tab stops here. */
  readonly isStop: boolean;
  readonly problems: number;
}

/** States that an edit left alone are the same objects, so only the row of the edited one is drawn anew. */
const Row = memo(function Row(props: RowProps): ReactElement {
  const { id, label, number, what, connectors, isSelected, isStop, problems } = props;
  const { t } = useTranslation('designer');
  return (
    <li
      role="treeitem"
      aria-selected={isSelected}
      tabIndex={isStop ? 0 : -1}
      data-id={id}
      title={label}
      className={styles.item}
    >
      <span className={styles.number}>{number}</span>
      <span className={styles.mark}>
        {typeof what === 'string' ? (
          <TriggerMark type={what} size={16} />
        ) : (
          <StepMark state={what} connectors={connectors} size={16} />
        )}
      </span>
      <span className={styles.label} dir="auto">
        {label}
      </span>
      {problems > 0 && (
        <span className={styles.count} title={t('problems', { count: problems })}>
          <IconAlertTriangle size={14} aria-hidden="true" />
        </span>
      )}
    </li>
  );
});

function useItems(document: WorkflowDocument): readonly Item[] {
  const { t } = useTranslation('canvas');
  const triggers = Object.entries(document.triggers ?? {}).map(([id, trigger]) => ({
    id: `trigger:${id}`,
    label: t(`trigger.${trigger.type}`),
    number: '',
    what: trigger.type,
  }));
  const steps = outlineOf(document).flatMap((name, index) => {
    const state = document.machine.States[name];
    return state === undefined ? [] : [{ id: name, label: name, number: String(index + 1), what: state }];
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
