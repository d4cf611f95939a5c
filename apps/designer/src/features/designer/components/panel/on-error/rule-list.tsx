import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, type ReactNode, useId } from 'react';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import styles from '../panel.module.css';
import { PANEL_WORDS } from '../words.ts';

interface Props<Rule> {
  /** Whose words are meant. */
  readonly kind: 'retry' | 'catch';
  readonly rules: readonly Rule[];
  /** JSON Pointer of the list. */
  readonly path: string;
  /** What is added next, and what the button says of it. */
  readonly next: { readonly rule: Rule; readonly words: string };
  readonly onChange: OnRules<Rule>;
  readonly draw: (rule: Rule, index: number, onRule: OnRule<Rule>) => ReactNode;
}

/** `field` is what was written of which rule; none for what makes other rules of them. */
export type OnRules<Rule> = (rules: readonly Rule[], field?: string) => void;
/** `member` is what was written of the rule. */
export type OnRule<Rule> = (rule: Rule, member: string) => void;

/** Rules that are asked from the top: each can be moved and removed. */
export function RuleList<Rule>({ kind, rules, path, next, onChange, draw }: Props<Rule>): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const id = useId();
  return (
    <section className={styles.stack} aria-labelledby={id}>
      <h3 id={id} className={styles.section}>
        {t(`${kind}.title`)}
      </h3>
      {rules.length === 0 && <p className={styles.text}>{t(`${kind}.none`)}</p>}
      {rules.map((rule, index) => (
        <fieldset key={index} className={styles.rule} data-path={`${path}/${index}`}>
          <legend className={styles.legend}>{t(`${kind}.rule`, { number: index + 1 })}</legend>
          <RuleTools
            index={index}
            count={rules.length}
            removeLabel={t(`${kind}.remove`, { number: index + 1 })}
            onMove={(to) => onChange(withMoved(rules, index, to))}
            onRemove={() => onChange(rules.filter((_, at) => at !== index))}
          />
          {draw(rule, index, (changed, member) =>
            onChange(
              rules.map((other, at) => (at === index ? changed : other)),
              `${index}/${member}`,
            ),
          )}
        </fieldset>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...rules, next.rule])}
      >
        {next.words}
      </Button>
    </section>
  );
}

interface ToolsProps {
  readonly index: number;
  readonly count: number;
  readonly removeLabel: string;
  /** Puts the rule at another place. */
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

function RuleTools({ index, count, removeLabel, onMove, onRemove }: ToolsProps): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const number = index + 1;
  return (
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
  );
}

/** A list with one item at another place. */
function withMoved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
}
