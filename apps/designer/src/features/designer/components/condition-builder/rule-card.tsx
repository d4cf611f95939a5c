import { ActionIcon, TextInput } from '@mantine/core';
import type { ChoiceRule } from '@millrace/machine';
import { IconGripVertical, IconTrash } from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { ConditionField } from '../panel/condition-field.tsx';
import { TargetSelect } from '../panel/target-select.tsx';
import styles from './rule-card.module.css';

interface Props {
  readonly rule: ChoiceRule;
  /** JSON Pointer of the rule. */
  readonly path: string;
  readonly index: number;
  readonly targets: string[];
  readonly onChange: (rule: ChoiceRule, field: string) => void;
  readonly onRemove: (() => void) | undefined;
  readonly onMove: (from: number, to: number) => void;
}

const RULE_TYPE = 'application/x-millrace-rule';

/** One rule of a Choice: its label, when it matches, and where the run goes then. */
export function RuleCard(props: Props): ReactElement {
  const { rule, path, index, targets, onChange, onMove } = props;
  const { t } = useTranslation(EDITOR_WORDS);
  const [isOver, setOver] = useState(false);
  const number = index + 1;
  const label = rule.Comment ?? '';
  const isRule = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes(RULE_TYPE);
  return (
    <section
      className={styles.rule}
      data-over={isOver}
      aria-label={label === '' ? t('choice.rule', { number }) : t('choice.ruleNamed', { number, label })}
      onDragOver={(event) => {
        if (!isRule(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!isRule(event)) return;
        event.preventDefault();
        onMove(Number(event.dataTransfer.getData(RULE_TYPE)), index);
      }}
    >
      <RuleHead {...props} label={label} />
      <ConditionField
        label={t('choice.whenOf', { number })}
        path={`${path}/Condition`}
        condition={rule.Condition}
        onChange={(condition) => onChange({ ...rule, Condition: condition }, 'Condition')}
      />
      <TargetSelect
        label={t('choice.goTo')}
        path={`${path}/Next`}
        targets={targets}
        value={rule.Next}
        onChange={(target) => onChange({ ...rule, Next: target }, 'Next')}
      />
    </section>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

function RuleHead({
  rule,
  index,
  label,
  onChange,
  onRemove,
  onMove,
}: Props & { readonly label: string }): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const number = index + 1;
  const setLabel = (text: string): void => {
    const { Comment: _, ...rest } = rule;
    onChange(text === '' ? rest : { ...rest, Comment: text }, 'Comment');
  };
  const press = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(index, index + step);
  };
  return (
    <header className={styles.head} onKeyDown={press}>
      <button
        type="button"
        className={styles.grip}
        draggable
        aria-label={t('choice.move', { number })}
        title={t('choice.move', { number })}
        onDragStart={({ dataTransfer }) => {
          dataTransfer.setData(RULE_TYPE, String(index));
          dataTransfer.effectAllowed = 'move';
        }}
      >
        <IconGripVertical size={16} aria-hidden="true" />
      </button>
      <span className={styles.number}>{number}</span>
      <TextInput
        className={styles.label ?? ''}
        size="xs"
        aria-label={t('choice.label')}
        placeholder={t('choice.labelHint')}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {onRemove !== undefined && (
        <ActionIcon variant="subtle" aria-label={t('choice.remove', { number })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </header>
  );
}
