import { IconSearch } from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, type ReactElement, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { useAddChoice } from '../../hooks/use-add-choice.ts';
import { writeDrop } from '../../hooks/use-drop.ts';
import { slotOfSelection } from '../../hooks/use-designer-commands.ts';
import { useStepChoices } from '../../hooks/use-step-choices.ts';
import { searchChoices } from '../../model/quick-add/rank-choices.ts';
import type { StepChoice } from '../../model/quick-add/step-choices.ts';
import { ChoiceIcon } from '../quick-add/choice-icon.tsx';
import { useWorkbench } from '../workbench-context.ts';
import findStyles from '../find/find-field.module.css';
import styles from './connector-list.module.css';

/** Everything that can be added, by connector: dragged onto a +, or added behind what is selected. */
export function ConnectorList(): ReactElement {
  const { t } = useTranslation('workbench');
  const workbench = useWorkbench();
  const { document, connectors, workspace } = workbench;
  const { choices, ranking, remember } = useStepChoices({ document, connectors, workspace });
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const addTo = useAddChoice();
  const groups = useMemo(
    () => groupsOf(query.trim() === '' ? choices : searchChoices(choices, query, ranking), choices),
    [choices, query, ranking],
  );
  const add = (choice: StepChoice): void => {
    remember(choice);
    addTo(slotOfSelection(workbench), choice);
  };
  return (
    <div className={styles.side}>
      <div className={findStyles.find}>
        <div className={findStyles.box}>
          <IconSearch size={16} className={findStyles.icon} aria-hidden="true" />
          <input
            type="search"
            className={findStyles.input}
            value={query}
            placeholder={t('quickAdd.search')}
            aria-label={t('quickAdd.search')}
            onChange={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') walk(event, list.current, 1);
            }}
          />
        </div>
      </div>
      <div ref={list} className={styles.list} onKeyDown={(event) => walk(event, list.current, stepOf(event.key))}>
        {groups.map(({ id, title, members }) => (
          <section key={id} aria-label={title ?? t('quickAdd.flow')}>
            <h3 className={styles.heading}>{title ?? t('quickAdd.flow')}</h3>
            {members.map((choice) => (
              <button
                key={choice.id}
                type="button"
                draggable
                className={styles.choice}
                title={choice.description}
                onDragStart={(event: DragEvent) => writeDrop(event.dataTransfer, { kind: 'template', id: choice.id })}
                onClick={() => add(choice)}
              >
                <span className={styles.mark}>
                  <ChoiceIcon choice={choice} size={16} />
                </span>
                <span className={styles.label}>{choice.title}</span>
              </button>
            ))}
          </section>
        ))}
        {groups.length === 0 && <p className={styles.none}>{t('quickAdd.none', { query })}</p>}
      </div>
      <p className={styles.help}>{t('connectors.help')}</p>
    </div>
  );
}

interface Group {
  readonly id: string;
  /** Absent for the steps of the flow. */
  readonly title: string | undefined;
  readonly members: readonly StepChoice[];
}

/** By connector, in the order of all choices; within one the best match first. */
function groupsOf(found: readonly StepChoice[], all: readonly StepChoice[]): readonly Group[] {
  const names = new Map(all.map(({ of }) => [of?.name ?? '', of?.title]));
  return [...names].flatMap(([id, title]) => {
    const members = found.filter(({ of }) => (of?.name ?? '') === id);
    return members.length === 0 ? [] : [{ id, title, members }];
  });
}

const stepOf = (key: string): number => ({ ArrowDown: 1, ArrowUp: -1 })[key] ?? 0;

/** The arrows go from one entry to the next. */
function walk(event: KeyboardEvent, list: HTMLElement | null, step: number): void {
  if (list === null || step === 0) return;
  event.preventDefault();
  const entries = [...list.querySelectorAll<HTMLElement>('button')];
  const at = entries.findIndex((entry) => entry === globalThis.document.activeElement);
  entries[Math.max(0, Math.min(entries.length - 1, at + step))]?.focus();
}
