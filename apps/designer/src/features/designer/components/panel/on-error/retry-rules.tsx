import { Switch } from '@mantine/core';
import type { Retrier } from '@millrace/machine';
import type { ReactElement } from 'react';
import { NumberField } from '../../../../../components/number-field.tsx';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import { withMember } from '../../../model/with-member.ts';
import styles from '../panel.module.css';
import { PANEL_WORDS } from '../words.ts';
import { ErrorNames } from './error-names.tsx';
import type { GuardedState } from './error-tab.tsx';
import { RetryLine } from './retry-line.tsx';
import { type OnRule, type OnRules, RuleList } from './rule-list.tsx';

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
  readonly onChange: OnRules<Retrier>;
}

/** Which failures are tried again, how often, and after how long. */
export function RetryRules({ state, path, onChange }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const rules = state.Retry ?? [];
  const isSuggested = rules.length === 0;
  return (
    <RuleList
      kind="retry"
      rules={rules}
      path={`${path}/Retry`}
      next={{
        rule: isSuggested ? SUGGESTED : { ErrorEquals: ['States.ALL'] },
        words: t(isSuggested && state.Type === 'Task' ? 'retry.suggested' : 'retry.add'),
      }}
      onChange={onChange}
      draw={(rule, _, onRule) => <RetryRule rule={rule} state={state} onChange={onRule} />}
    />
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
  readonly onChange: OnRule<Retrier>;
}

function RetryRule({ rule, state, onChange }: RuleProps): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  return (
    <>
      <ErrorNames
        state={state}
        value={rule.ErrorEquals}
        onChange={(ErrorEquals) => onChange({ ...rule, ErrorEquals }, 'ErrorEquals')}
      />
      <div className={styles.columns}>
        {NUMBERS.map(({ member, label, min, usual, isWhole }) => (
          <NumberField
            key={member}
            label={t(label)}
            min={min}
            allowDecimal={!isWhole}
            value={rule[member] ?? usual}
            onChange={(value) => {
              if (value !== undefined) onChange({ ...rule, [member]: value }, member);
            }}
          />
        ))}
        <NumberField
          label={t('retry.longest')}
          min={1}
          allowDecimal={false}
          value={rule.MaxDelaySeconds}
          onChange={(longest) => onChange(withMember(rule, 'MaxDelaySeconds', longest), 'MaxDelaySeconds')}
        />
      </div>
      <Switch
        label={t('retry.jitter')}
        description={t('retry.jitterHelp')}
        checked={rule.JitterStrategy === 'FULL'}
        onChange={(event) =>
          onChange({ ...rule, JitterStrategy: event.currentTarget.checked ? 'FULL' : 'NONE' }, 'JitterStrategy')
        }
      />
      <RetryLine rule={rule} />
    </>
  );
}
