import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../panel.module.css';
import { PANEL_WORDS } from '../words.ts';

interface Props {
  readonly path: string;
  readonly title: string;
  readonly removeLabel: string;
  readonly index: number;
  readonly count: number;
  /** Puts the rule at another place. */
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

/** One rule of a list that is asked from the top. */
export function RuleFrame({ path, title, removeLabel, index, count, onMove, onRemove, children }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const number = index + 1;
  return (
    <fieldset className={styles.rule} data-path={path}>
      <legend className={styles.legend}>{title}</legend>
      <div className={styles.ruleTools}>
        {count > 1 && (
          <>
            <ActionIcon disabled={index === 0} aria-label={t('rule.up', { number })} onClick={() => onMove(index - 1)}>
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon
              disabled={number === count}
              aria-label={t('rule.down', { number })}
              onClick={() => onMove(index + 1)}
            >
              <IconArrowDown size={16} />
            </ActionIcon>
          </>
        )}
        <ActionIcon aria-label={removeLabel} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      {children}
    </fieldset>
  );
}

/** A list with one item at another place. */
export function withMoved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
}
