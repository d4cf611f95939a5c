import {
  IconArrowsShuffle,
  IconArrowsSplit2,
  IconCircleCheck,
  IconHourglass,
  type TablerIcon,
} from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectorMark } from '../../../components/canvas/connector-mark.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { searchChoices, stepChoices, type StepChoice } from '../model/step-templates.ts';
import styles from './quick-add.module.css';

interface Props {
  readonly connectors: readonly ConnectorDescription[];
  /** A connector: nothing but its steps is offered. */
  readonly only?: string;
  /** Where it opens, in the window. */
  readonly anchor: DOMRect;
  readonly onPick: (choice: StepChoice) => void;
  readonly onClose: () => void;
}

const ICONS: Readonly<Record<string, TablerIcon | typeof FailedMark>> = {
  Pass: IconArrowsShuffle,
  Choice: IconArrowsSplit2,
  Wait: IconHourglass,
  Succeed: IconCircleCheck,
  Fail: FailedMark,
};
const WIDTH = 360;
const HEIGHT = 380;

/** Finds a step to add: type, arrows, Enter. */
export function QuickAdd({ connectors, only, anchor, onPick, onClose }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const choices = useMemo(
    () =>
      searchChoices(
        stepChoices(connectors, (key) => t(key)).filter(
          ({ connector }) => only === undefined || connector?.name === only,
        ),
        query,
      ),
    [connectors, only, query, t],
  );
  // Before it is seen: what is typed at once must not go to the shortcuts of the page.
  useLayoutEffect(() => input.current?.focus(), []);
  const current = choices[Math.min(active, choices.length - 1)];
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && current !== undefined) onPick(current);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setActive(Math.max(0, Math.min(choices.length - 1, active + step)));
  };
  const left = Math.max(8, Math.min(anchor.left, innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(anchor.bottom + 8, innerHeight - HEIGHT - 8));
  return (
    <>
      <div className={styles.cover} onClick={onClose} aria-hidden="true" />
      <div
        className={styles.box}
        style={{ left, top, width: WIDTH, maxHeight: HEIGHT }}
        role="dialog"
        aria-label={t('quickAdd.title')}
        onKeyDown={press}
      >
        <input
          ref={input}
          type="search"
          className={styles.search}
          value={query}
          placeholder={t('quickAdd.search')}
          aria-label={t('quickAdd.search')}
          aria-controls="quick-add-list"
          aria-activedescendant={current === undefined ? undefined : `quick-add-${current.id}`}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
        />
        <ul id="quick-add-list" role="listbox" aria-label={t('quickAdd.title')} className={styles.list}>
          {choices.map((choice, index) => (
            <Option
              key={choice.id}
              choice={choice}
              isActive={choice === current}
              showGroup={query === '' && choice.group !== choices[index - 1]?.group}
              onPick={onPick}
            />
          ))}
          {choices.length === 0 && <li className={styles.none}>{t('quickAdd.none', { query })}</li>}
        </ul>
      </div>
    </>
  );
}

function Option({
  choice,
  isActive,
  showGroup,
  onPick,
}: {
  readonly choice: StepChoice;
  readonly isActive: boolean;
  readonly showGroup: boolean;
  readonly onPick: (choice: StepChoice) => void;
}): ReactElement {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const Icon = choice.icon.kind === 'state' ? (ICONS[choice.icon.type] ?? IconArrowsShuffle) : undefined;
  return (
    <>
      {showGroup && (
        <li className={styles.group} role="presentation">
          {choice.group}
        </li>
      )}
      <li
        ref={row}
        id={`quick-add-${choice.id}`}
        role="option"
        aria-selected={isActive}
        aria-label={choice.title}
        className={styles.option}
        onClick={() => onPick(choice)}
      >
        <span className={styles.icon}>
          {choice.icon.kind === 'connector' ? (
            <ConnectorMark connector={choice.icon.connector} size={18} />
          ) : (
            Icon !== undefined && <Icon size={18} stroke={1.75} />
          )}
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{choice.title}</span>
          <span className={styles.text}>{choice.description}</span>
        </span>
      </li>
    </>
  );
}
