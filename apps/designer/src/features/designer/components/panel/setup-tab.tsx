import { SegmentedControl } from '@mantine/core';
import type { FailState, JsonObject, JsonValue, PassState, State, TaskState, WaitState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorDescription } from '../../../../lib/contract.ts';
import type { FieldSpec } from '../../model/schema.ts';
import { SchemaForm } from '../form/schema-form.tsx';
import { TemplateField } from '../form/template-field.tsx';
import { ChoiceSetup } from './choice-setup.tsx';
import styles from './panel.module.css';
import type { StepPanelProps } from './step-panel.tsx';

interface Props extends StepPanelProps {
  readonly path: string;
}

/** A field of the state itself, as the form's field. */
export function ownField(
  name: string,
  title: string,
  { help = '', control = 'text', isRequired = false }: Partial<Pick<FieldSpec, 'help' | 'control' | 'isRequired'>> = {},
): FieldSpec {
  return {
    name,
    title,
    help,
    placeholder: '',
    schema: { type: control === 'number' ? 'integer' : 'string' },
    control,
    isRequired,
    isAdvanced: false,
  };
}

/** What the step does: one form for each type of state. */
export function SetupTab(props: Props): ReactElement {
  const { state } = props;
  switch (state.Type) {
    case 'Task':
      return <TaskSetup {...props} state={state} />;
    case 'Pass':
      return <PassSetup {...props} state={state} />;
    case 'Choice':
      return <ChoiceSetup {...props} state={state} />;
    case 'Wait':
      return <WaitSetup {...props} state={state} />;
    case 'Fail':
      return <FailSetup {...props} state={state} />;
    default:
      return <Plain type={state.Type} />;
  }
}

function Plain({ type }: { readonly type: State['Type'] }): ReactElement {
  const { t } = useTranslation('designer');
  return <p className={styles.text}>{t(`stepText.${type}`)}</p>;
}

function schemaOf(connectors: readonly ConnectorDescription[], resource: string): JsonObject | undefined {
  const [name, action] = resource.replace(/^connector:/, '').split('/');
  const found = connectors
    .find((connector) => connector.name === name)
    ?.actions.find((candidate) => candidate.name === action);
  return found?.input as JsonObject | undefined;
}

function TaskSetup({ state, connectors, onChange, path }: Props & { readonly state: TaskState }): ReactElement {
  const { t } = useTranslation('designer');
  const schema = schemaOf(connectors, state.Resource);
  const value = state.Arguments ?? {};
  if (schema === undefined)
    return <p className={styles.text}>{t('panel.actionMissing', { resource: state.Resource })}</p>;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    // The arguments as a whole are an expression.
    const spec = ownField('Arguments', t('panel.arguments'), { control: 'json' });
    return (
      <TemplateField
        spec={spec}
        value={value}
        onChange={(next) => onChange({ ...state, Arguments: next ?? {} }, 'Arguments')}
        path={`${path}/Arguments`}
      />
    );
  }
  return (
    <SchemaForm
      schema={schema}
      value={value as JsonObject}
      onChange={(next, field) => onChange({ ...state, Arguments: next }, `Arguments/${field}`)}
      path={`${path}/Arguments`}
    />
  );
}

function PassSetup({ state, onChange, path }: Props & { readonly state: PassState }): ReactElement {
  const { t } = useTranslation('designer');
  const spec = ownField('Output', t('panel.transformOutput'), { help: t('panel.transformHelp'), control: 'json' });
  const set = (value: JsonValue | undefined): void => {
    const { Output: _, ...rest } = state;
    onChange(value === undefined ? rest : { ...rest, Output: value }, 'Output');
  };
  return <TemplateField spec={spec} value={state.Output} onChange={set} path={`${path}/Output`} />;
}

function WaitSetup({ state, onChange, path }: Props & { readonly state: WaitState }): ReactElement {
  const { t } = useTranslation('designer');
  const isUntil = state.Timestamp !== undefined;
  const { Seconds: _seconds, Timestamp: _timestamp, ...rest } = state;
  const kinds = [
    { value: 'for', label: t('wait.for') },
    { value: 'until', label: t('wait.until') },
  ];
  return (
    <div className={styles.stack}>
      <SegmentedControl
        data={kinds}
        value={isUntil ? 'until' : 'for'}
        onChange={(kind) =>
          onChange(
            kind === 'until' ? { ...rest, Timestamp: '{% $states.input.dueAt %}' } : { ...rest, Seconds: 60 },
            'kind',
          )
        }
      />
      {isUntil ? (
        <TemplateField
          spec={ownField('Timestamp', t('wait.timestamp'), { help: t('wait.timestampHelp') })}
          value={state.Timestamp}
          onChange={(value) => onChange({ ...rest, Timestamp: String(value ?? '') }, 'Timestamp')}
          path={`${path}/Timestamp`}
        />
      ) : (
        <TemplateField
          spec={ownField('Seconds', t('wait.seconds'), { control: 'number' })}
          value={state.Seconds}
          onChange={(value) => onChange({ ...rest, Seconds: (value ?? 0) as number }, 'Seconds')}
          path={`${path}/Seconds`}
        />
      )}
    </div>
  );
}

function FailSetup({ state, onChange, path }: Props & { readonly state: FailState }): ReactElement {
  const { t } = useTranslation('designer');
  const set = (field: 'Error' | 'Cause', value: JsonValue | undefined): void =>
    onChange({ ...state, [field]: String(value ?? '') }, field);
  return (
    <div className={styles.stack}>
      <TemplateField
        spec={ownField('Error', t('fail.error'), { help: t('fail.errorHelp') })}
        value={state.Error}
        onChange={(value) => set('Error', value)}
        path={`${path}/Error`}
      />
      <TemplateField
        spec={ownField('Cause', t('fail.cause'), { control: 'longText' })}
        value={state.Cause}
        onChange={(value) => set('Cause', value)}
        path={`${path}/Cause`}
      />
    </div>
  );
}
