import type { JsonObject, TaskState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject } from '../../../../lib/json.ts';
import { findAction } from '../../model/find-action.ts';
import { SchemaForm } from '../form/schema-form.tsx';
import { TemplateField } from '../form/template-field.tsx';
import { useWorkbench } from '../workbench-context.ts';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** The arguments of a task, by the schema of its action. */
export function TaskSetup({ state, path, onChange }: StepProps<TaskState>): ReactElement {
  const { t } = useTranslation('designer');
  const { connectors } = useWorkbench();
  const found = findAction(connectors, state.Resource);
  const value = state.Arguments ?? {};
  if (found === undefined)
    return <p className={styles.text}>{t('panel.actionMissing', { resource: state.Resource })}</p>;
  if (!isObject(value))
    // The arguments as a whole are an expression.
    return (
      <TemplateField
        spec={ownField('Arguments', t('panel.arguments'), { control: 'json' })}
        value={value}
        onChange={(next) => onChange({ ...state, Arguments: next ?? {} }, 'Arguments')}
        path={`${path}/Arguments`}
      />
    );
  return (
    <SchemaForm
      schema={found.action.input as JsonObject}
      value={value}
      onChange={(next, field) => onChange({ ...state, Arguments: next }, `Arguments/${field}`)}
      path={`${path}/Arguments`}
    />
  );
}
