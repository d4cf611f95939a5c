import type { JsonObject, JsonValue, State } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { KeyValueRows } from '../../../../components/schema-form/key-value-rows.tsx';
import { TemplateField } from '../form/template-field.tsx';
import { Lineage } from './lineage.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';
import { VariableField } from './variable-field.tsx';

type Leaving = State & { readonly Assign?: JsonObject; readonly Output?: JsonValue };

/** What later steps get: variables, and the output handed to the next step. */
export function OutputTab({ name, state: given, onChange, path }: StepProps): ReactElement {
  const { t } = useTranslation('designer');
  const state = given as Leaving;
  const set = (field: 'Assign' | 'Output', value: JsonValue | undefined): void => {
    const { [field]: _, ...rest } = state;
    onChange(value === undefined ? rest : { ...rest, [field]: value }, field);
  };
  const variables = Object.keys(state.Assign ?? {});
  const isOne = state.Type === 'Task' && variables.length <= 1;
  return (
    <div className={styles.stack}>
      {state.Type !== 'Succeed' && (
        <div data-path={`${path}/Assign`}>
          {isOne ? (
            <ResultVariable key={variables[0]} assign={state.Assign} onChange={(assign) => set('Assign', assign)} />
          ) : (
            <>
              <span className={styles.label}>{t('output.variables')}</span>
              <KeyValueRows
                title={t('output.variables')}
                value={state.Assign ?? {}}
                onChange={(value) => set('Assign', value)}
              />
            </>
          )}
        </div>
      )}
      <TemplateField
        spec={ownField('Output', t('output.output'), {
          help: t(state.Type === 'Task' ? 'output.outputHelpTask' : 'output.outputHelp'),
          control: 'json',
        })}
        value={state.Output}
        onChange={(value) => set('Output', value)}
        path={`${path}/Output`}
      />
      <Lineage name={name} />
    </div>
  );
}

/** The one variable that keeps a task's result. */
function ResultVariable({
  assign = {},
  onChange,
}: {
  readonly assign: JsonObject | undefined;
  readonly onChange: (assign: JsonObject | undefined) => void;
}): ReactElement {
  const { t } = useTranslation('designer');
  const [[name, expression] = ['', '{% $states.result %}']] = Object.entries(assign);
  return (
    <VariableField
      label={t('output.keptAs')}
      help={t('output.keptAsHelp')}
      name={name}
      onStore={(next) => onChange(next === '' ? undefined : { [next]: expression })}
    />
  );
}
