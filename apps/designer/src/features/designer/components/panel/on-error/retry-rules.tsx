import { Button, NumberInput, Switch } from '@mantine/core';
import type { Retrier } from '@millrace/machine';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../panel.module.css';
import { PANEL_WORDS } from '../words.ts';
import { ErrorNames } from './error-names.tsx';
import type { GuardedState } from './error-tab.tsx';
import { RetryLine } from './retry-line.tsx';
import { RuleFrame, withMoved } from './rule-frame.tsx';

/** What every connector says of failures that pass by themselves. */
const SUGGESTED: Retrier = {
  ErrorEquals: ['Connector.Retryable', 'Connector.RateLimited'],
  MaxAttempts: 5,
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};

interface Props {
  readonly state: GuardedState;
  readonly path: string;
  readonly onChange: (rules: readonly Retrier[]) => void;
}

/** Which failures are tried again, how often, and after how long. */
export function RetryRules({ state, path, onChange }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const rules = state.Retry ?? [];
  return (
    <section className={styles.stack} aria-labelledby="retry-rules">
      <h3 id="retry-rules" className={styles.section}>
        {t('retry.title')}
      </h3>
      {rules.length === 0 && <p className={styles.text}>{t('retry.none')}</p>}
      {rules.map((rule, index) => (
        <RuleFrame
          key={index}
          path={`${path}/Retry/${index}`}
          title={t('retry.rule', { number: index + 1 })}
          removeLabel={t('retry.remove', { number: index + 1 })}
          index={index}
          count={rules.length}
          onMove={(to) => onChange(withMoved(rules, index, to))}
          onRemove={() => onChange(rules.filter((_, at) => at !== index))}
        >
          <RetryRule
            rule={rule}
            state={state}
            onChange={(next) => onChange(rules.map((other, at) => (at === index ? next : other)))}
          />
        </RuleFrame>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...rules, rules.length === 0 ? SUGGESTED : { ErrorEquals: ['States.ALL'] }])}
      >
        {t(rules.length === 0 && state.Type === 'Task' ? 'retry.suggested' : 'retry.add')}
      </Button>
    </section>
  );
}

const NUMBERS = [
  { member: 'MaxAttempts', label: 'retry.attempts', min: 0, usual: 3, isWhole: true },
  { member: 'IntervalSeconds', label: 'retry.interval', min: 1, usual: 1, isWhole: true },
  { member: 'BackoffRate', label: 'retry.factor', min: 1, usual: 2, isWhole: false },
] as const;

interface RuleProps {
  readonly rule: Retrier;
  readonly state: GuardedState;
  readonly onChange: (rule: Retrier) => void;
}

function RetryRule({ rule, state, onChange }: RuleProps): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const setLongest = (value: string | number): void => {
    const { MaxDelaySeconds: _, ...rest } = rule;
    onChange(typeof value === 'number' ? { ...rest, MaxDelaySeconds: value } : rest);
  };
  return (
    <>
      <ErrorNames
        state={state}
        value={rule.ErrorEquals}
        onChange={(ErrorEquals) => onChange({ ...rule, ErrorEquals })}
      />
      <div className={styles.columns}>
        {NUMBERS.map(({ member, label, min, usual, isWhole }) => (
          <NumberInput
            key={member}
            label={t(label)}
            min={min}
            allowDecimal={!isWhole}
            value={rule[member] ?? usual}
            onChange={(value) => {
              if (typeof value === 'number') onChange({ ...rule, [member]: value });
            }}
          />
        ))}
        <NumberInput
          label={t('retry.longest')}
          min={1}
          allowDecimal={false}
          value={rule.MaxDelaySeconds ?? ''}
          onChange={setLongest}
        />
      </div>
      <Switch
        label={t('retry.jitter')}
        description={t('retry.jitterHelp')}
        checked={rule.JitterStrategy === 'FULL'}
        onChange={(event) => onChange({ ...rule, JitterStrategy: event.currentTarget.checked ? 'FULL' : 'NONE' })}
      />
      <RetryLine rule={rule} />
    </>
  );
}
