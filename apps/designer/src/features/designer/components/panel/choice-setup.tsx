import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import type { ChoiceRule, ChoiceState } from '@millrace/machine';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConditionField } from './condition-field.tsx';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';
import { TargetSelect } from './target-select.tsx';
import { useTargets } from './use-targets.ts';

/** Rules in order, and what happens when none matches. */
export function ChoiceSetup({ name, state, path, onChange }: StepProps<ChoiceState>): ReactElement {
  const { t } = useTranslation('designer');
  const targets = useTargets(name);
  const setRules = (rules: readonly ChoiceRule[], field: string): void => onChange({ ...state, Choices: rules }, field);
  const setDefault = (target: string | null): void => {
    const { Default: _, ...rest } = state;
    onChange(target === null ? rest : { ...rest, Default: target }, 'Default');
  };
  return (
    <div className={styles.stack}>
      {state.Choices.map((rule, index) => (
        <Rule
          key={index}
          rule={rule}
          path={`${path}/Choices/${index}`}
          number={index + 1}
          targets={targets}
          onChange={(next, field) =>
            setRules(
              state.Choices.map((other, at) => (at === index ? next : other)),
              `Choices/${index}/${field}`,
            )
          }
          onRemove={
            state.Choices.length > 1
              ? () =>
                  setRules(
                    state.Choices.filter((_, at) => at !== index),
                    'Choices',
                  )
              : undefined
          }
          onUp={index > 0 ? () => setRules(swapped(state.Choices, index), 'Choices') : undefined}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => setRules([...state.Choices, { Condition: '{% false %}', Next: '' }], 'Choices')}
      >
        {t('choice.add')}
      </Button>
      <div data-path={`${path}/Default`}>
        <Select
          label={t('choice.otherwise')}
          description={t('choice.otherwiseHelp')}
          data={targets}
          value={state.Default ?? null}
          clearable
          onChange={setDefault}
        />
      </div>
    </div>
  );
}

function swapped(rules: readonly ChoiceRule[], index: number): readonly ChoiceRule[] {
  return rules.map((rule, at) => rules[at === index ? index - 1 : at === index - 1 ? index : at] ?? rule);
}

interface RuleProps {
  readonly rule: ChoiceRule;
  readonly path: string;
  readonly number: number;
  readonly targets: string[];
  readonly onChange: (rule: ChoiceRule, field: string) => void;
  readonly onRemove: (() => void) | undefined;
  readonly onUp: (() => void) | undefined;
}

function Rule({ rule, path, number, targets, onChange, onRemove, onUp }: RuleProps): ReactElement {
  const { t } = useTranslation('designer');
  const setLabel = (label: string): void => {
    const { Comment: _, ...rest } = rule;
    onChange(label === '' ? rest : { ...rest, Comment: label }, 'Comment');
  };
  return (
    <fieldset className={styles.rule}>
      <legend className={styles.legend}>{t('choice.rule', { number })}</legend>
      <div className={styles.ruleTools}>
        {onUp !== undefined && (
          <ActionIcon aria-label={t('choice.up', { number })} onClick={onUp}>
            <IconArrowUp size={16} />
          </ActionIcon>
        )}
        {onRemove !== undefined && (
          <ActionIcon aria-label={t('choice.remove', { number })} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </div>
      <TextInput
        label={t('choice.label')}
        value={rule.Comment ?? ''}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
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
    </fieldset>
  );
}
