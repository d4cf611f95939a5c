import { ActionIcon, Button, MultiSelect, NumberInput, Switch } from '@mantine/core';
import type { Catcher, JsonValue, MapState, ParallelState, Retrier, TaskState } from '@millrace/machine';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { describeErrors } from '../../../../components/canvas/model/words.ts';
import { isAnsweredLater, readResource } from '../../../../lib/task-resource.ts';
import { withMember } from '../../model/with-member.ts';
import { TemplateField } from '../form/template-field.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';
import { TargetSelect } from './target-select.tsx';
import { useTargets } from './use-targets.ts';

const ERRORS = [
  'States.ALL',
  'Connector.Retryable',
  'Connector.RateLimited',
  'Connector.Auth',
  'Connector.Fatal',
  'Connector.OutcomeUnknown',
  'States.Timeout',
  'States.TaskFailed',
  'States.QueryEvaluationError',
];

type Guarded = TaskState | MapState | ParallelState;

/** What happens when the step fails: another try, another way, or an end after a time. */
export function ErrorTab({ name, state, path, onChange }: StepProps<Guarded>): ReactElement {
  const { t } = useTranslation('designer');
  const targets = useTargets(name);
  const setRetry = (rules: readonly Retrier[]): void =>
    onChange(withMember(state, 'Retry', listOrNone(rules)), 'Retry');
  const setCatch = (rules: readonly Catcher[]): void =>
    onChange(withMember(state, 'Catch', listOrNone(rules)), 'Catch');
  const retries = state.Retry ?? [];
  const catchers = state.Catch ?? [];
  return (
    <div className={styles.stack}>
      <section className={styles.stack}>
        <h3 className={styles.section}>{t('errors.retry')}</h3>
        {retries.map((rule, index) => (
          <RetryRule
            key={index}
            rule={rule}
            path={`${path}/Retry/${index}`}
            number={index + 1}
            onChange={(next) => setRetry(retries.map((other, at) => (at === index ? next : other)))}
            onRemove={() => setRetry(retries.filter((_, at) => at !== index))}
          />
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            setRetry([
              ...retries,
              {
                ErrorEquals: ['Connector.Retryable', 'Connector.RateLimited'],
                MaxAttempts: 3,
                IntervalSeconds: 1,
                BackoffRate: 2,
              },
            ])
          }
        >
          {t('errors.addRetry')}
        </Button>
      </section>
      <section className={styles.stack}>
        <h3 className={styles.section}>{t('errors.catch')}</h3>
        {catchers.map((rule, index) => (
          <CatchRule
            key={index}
            rule={rule}
            path={`${path}/Catch/${index}`}
            number={index + 1}
            targets={targets}
            onChange={(next) => setCatch(catchers.map((other, at) => (at === index ? next : other)))}
            onRemove={() => setCatch(catchers.filter((_, at) => at !== index))}
          />
        ))}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => setCatch([...catchers, { ErrorEquals: ['States.ALL'], Next: '' }])}
        >
          {t('errors.addCatch')}
        </Button>
      </section>
      {state.Type === 'Task' && <Limits state={state} path={path} onChange={onChange} />}
    </div>
  );
}

const listOrNone = (rules: readonly object[]): JsonValue | undefined =>
  rules.length === 0 ? undefined : (rules as JsonValue);

/** How long an attempt may take, and how long one that is answered later may be silent. */
function Limits({ state, path, onChange }: Omit<StepProps<TaskState>, 'name'>): ReactElement {
  const { t } = useTranslation('designer');
  const isLater = isAnsweredLater(state.Resource);
  const fields = [
    {
      name: 'TimeoutSeconds',
      title: 'errors.timeout',
      help: isLater ? 'errors.timeoutHelpLater' : 'errors.timeoutHelp',
    },
    { name: 'HeartbeatSeconds', title: 'errors.heartbeat', help: 'errors.heartbeatHelp' },
  ] as const;
  const isShown = (name: (typeof fields)[number]['name']): boolean =>
    name === 'TimeoutSeconds' || readResource(state.Resource).awaitsToken || state[name] !== undefined;
  return (
    <>
      {fields
        .filter(({ name }) => isShown(name))
        .map(({ name, title, help }) => (
          <TemplateField
            key={name}
            spec={ownField(name, t(title), { control: 'number', help: t(help) })}
            value={state[name]}
            onChange={(value) => onChange(withMember(state, name, value), name)}
            path={`${path}/${name}`}
          />
        ))}
    </>
  );
}

function ErrorNames({
  value,
  label,
  onChange,
}: {
  readonly value: readonly string[];
  readonly label: string;
  readonly onChange: (names: string[]) => void;
}): ReactElement {
  const names = [...new Set([...ERRORS, ...value])];
  return (
    <MultiSelect
      label={label}
      data={names.map((name) => ({ value: name, label: describeErrors([name]) }))}
      value={[...value]}
      onChange={onChange}
      searchable
    />
  );
}

function RetryRule({
  rule,
  path,
  number,
  onChange,
  onRemove,
}: {
  readonly rule: Retrier;
  readonly path: string;
  readonly number: number;
  readonly onChange: (rule: Retrier) => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { t } = useTranslation('designer');
  const set = (field: 'MaxAttempts' | 'IntervalSeconds' | 'BackoffRate', value: string | number): void => {
    if (typeof value === 'number') onChange({ ...rule, [field]: value });
  };
  return (
    <fieldset className={styles.rule} data-path={path}>
      <legend className={styles.legend}>{t('errors.retryRule', { number })}</legend>
      <div className={styles.ruleTools}>
        <ActionIcon aria-label={t('errors.removeRetry', { number })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      <ErrorNames
        label={t('errors.names')}
        value={rule.ErrorEquals}
        onChange={(names) => onChange({ ...rule, ErrorEquals: names })}
      />
      <div className={styles.columns}>
        <NumberInput
          label={t('errors.attempts')}
          min={0}
          allowDecimal={false}
          value={rule.MaxAttempts ?? 3}
          onChange={(value) => set('MaxAttempts', value)}
        />
        <NumberInput
          label={t('errors.interval')}
          min={1}
          allowDecimal={false}
          value={rule.IntervalSeconds ?? 1}
          onChange={(value) => set('IntervalSeconds', value)}
        />
        <NumberInput
          label={t('errors.factor')}
          min={1}
          value={rule.BackoffRate ?? 2}
          onChange={(value) => set('BackoffRate', value)}
        />
      </div>
      <Switch
        label={t('errors.jitter')}
        checked={rule.JitterStrategy === 'FULL'}
        onChange={(event) => onChange({ ...rule, JitterStrategy: event.currentTarget.checked ? 'FULL' : 'NONE' })}
      />
    </fieldset>
  );
}

function CatchRule({
  rule,
  path,
  number,
  targets,
  onChange,
  onRemove,
}: {
  readonly rule: Catcher;
  readonly path: string;
  readonly number: number;
  readonly targets: string[];
  readonly onChange: (rule: Catcher) => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <fieldset className={styles.rule} data-path={path}>
      <legend className={styles.legend}>{t('errors.catchRule', { number })}</legend>
      <div className={styles.ruleTools}>
        <ActionIcon aria-label={t('errors.removeCatch', { number })} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      <ErrorNames
        label={t('errors.names')}
        value={rule.ErrorEquals}
        onChange={(names) => onChange({ ...rule, ErrorEquals: names })}
      />
      <TargetSelect
        label={t('choice.goTo')}
        path={`${path}/Next`}
        targets={targets}
        value={rule.Next}
        onChange={(target) => onChange({ ...rule, Next: target })}
      />
    </fieldset>
  );
}
