import { Button, Select, VisuallyHidden } from '@mantine/core';
import type { ChoiceRule, ChoiceState } from '@millrace/machine';
import { IconPlus } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { moved, useRuleKeys } from '../condition-builder/use-rule-keys.ts';
import { RuleCard } from '../condition-builder/rule-card.tsx';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';
import { useTargets } from './use-targets.ts';

/** Rules in order, and what happens when none matches. */
export function ChoiceSetup({ name, state, path, onChange }: StepProps<ChoiceState>): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const targets = useTargets(name);
  const { Choices: rules } = state;
  const keys = useRuleKeys(rules.length);
  const [said, say] = useState('');
  const set = (next: readonly ChoiceRule[], field?: string): void => onChange({ ...state, Choices: next }, field);
  const move = (from: number, to: number): void => {
    if (from === to || to < 0 || to >= rules.length) return;
    keys.move(from, to);
    set(moved(rules, from, to));
    say(t('choice.moved', { from: from + 1, to: to + 1 }));
  };
  const remove = (index: number): void => {
    keys.remove(index);
    set(rules.filter((_, at) => at !== index));
    say(t('choice.removed', { number: index + 1 }));
  };
  return (
    <div className={styles.stack}>
      {rules.map((rule, index) => (
        <RuleCard
          key={keys.keys[index]}
          rule={rule}
          path={`${path}/Choices/${index}`}
          index={index}
          targets={targets}
          onChange={(next, field) =>
            set(
              rules.map((other, at) => (at === index ? next : other)),
              `Choices/${index}/${field}`,
            )
          }
          onRemove={rules.length > 1 ? () => remove(index) : undefined}
          onMove={(from, to) => move(from, to)}
        />
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => set([...rules, { Condition: '{% false %}', Next: '' }])}
      >
        {t('choice.add')}
      </Button>
      <Otherwise state={state} path={path} targets={targets} onChange={onChange} />
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </div>
  );
}

interface OtherwiseProps extends Pick<StepProps<ChoiceState>, 'state' | 'path' | 'onChange'> {
  readonly targets: ReturnType<typeof useTargets>;
}

function Otherwise({ state, path, targets, onChange }: OtherwiseProps): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const setDefault = (target: string | null): void => {
    const { Default: _, ...rest } = state;
    onChange(target === null ? rest : { ...rest, Default: target }, 'Default');
  };
  return (
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
  );
}
