import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import type { ChoiceRule, ChoiceState } from '@millrace/machine';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { expressionOf, toExpression } from '../../model/field-mode.ts';
import { ExpressionField } from '../code/expression-field.tsx';
import { DataPicker } from '../picker/data-picker.tsx';
import styles from './panel.module.css';
import type { StepPanelProps } from './step-panel.tsx';

/** The states that a rule may lead to. */
export function targetOptions({ document, name }: Pick<StepPanelProps, 'document' | 'name'>): string[] {
  return Object.keys(document.machine.States).filter((other) => other !== name);
}

/** Rules in order, and what happens when none matches. */
export function ChoiceSetup({
  document,
  name,
  state,
  onChange,
}: Omit<StepPanelProps, 'state'> & { readonly state: ChoiceState }): ReactElement {
  const { t } = useTranslation('designer');
  const targets = targetOptions({ document, name });
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
        onClick={() => setRules([...state.Choices, { Condition: '{% false %}', Next: targets[0] ?? '' }], 'Choices')}
      >
        {t('choice.add')}
      </Button>
      <Select
        label={t('choice.otherwise')}
        description={t('choice.otherwiseHelp')}
        data={targets}
        value={state.Default ?? null}
        clearable
        onChange={setDefault}
      />
    </div>
  );
}

function swapped(rules: readonly ChoiceRule[], index: number): readonly ChoiceRule[] {
  return rules.map((rule, at) => rules[at === index ? index - 1 : at === index - 1 ? index : at] ?? rule);
}

interface RuleProps {
  readonly rule: ChoiceRule;
  readonly number: number;
  readonly targets: string[];
  readonly onChange: (rule: ChoiceRule, field: string) => void;
  readonly onRemove: (() => void) | undefined;
  readonly onUp: (() => void) | undefined;
}

function Rule({ rule, number, targets, onChange, onRemove, onUp }: RuleProps): ReactElement {
  const { t } = useTranslation('designer');
  const source =
    typeof rule.Condition === 'string' ? (expressionOf(rule.Condition) ?? rule.Condition) : String(rule.Condition);
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
      <span className={styles.label}>{t('choice.when')}</span>
      <ExpressionField
        label={t('choice.whenOf', { number })}
        source={source}
        onChange={(next) => onChange({ ...rule, Condition: toExpression(next) }, 'Condition')}
      />
      <DataPicker
        onPick={(expression) =>
          onChange(
            {
              ...rule,
              Condition: toExpression(source === 'true' || source === 'false' ? expression : `${source} ${expression}`),
            },
            'Condition',
          )
        }
      />
      <Select
        label={t('choice.goTo')}
        data={targets}
        value={rule.Next === '' ? null : rule.Next}
        onChange={(target) => onChange({ ...rule, Next: target ?? '' }, 'Next')}
      />
    </fieldset>
  );
}
