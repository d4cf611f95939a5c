import type { JsonValue, PassState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TemplateField } from '../form/template-field.tsx';
import { ownField } from './own-field.ts';
import type { StepProps } from './step-panel.tsx';

/** What a transform hands on. */
export function PassSetup({ state, path, onChange }: StepProps<PassState>): ReactElement {
  const { t } = useTranslation('designer');
  const set = (value: JsonValue | undefined): void => {
    const { Output: _, ...rest } = state;
    onChange(value === undefined ? rest : { ...rest, Output: value }, 'Output');
  };
  return (
    <TemplateField
      spec={ownField('Output', t('panel.transformOutput'), { help: t('panel.transformHelp'), control: 'json' })}
      value={state.Output}
      onChange={set}
      path={`${path}/Output`}
    />
  );
}
