import type { FailState, JsonValue } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { asText } from '../../../../lib/json.ts';
import { TemplateField } from '../form/template-field.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** The error that ends the run. */
export function FailSetup({ state, path, onChange }: StepProps<FailState>): ReactElement {
  const { t } = useTranslation('designer');
  const set = (field: 'Error' | 'Cause', value: JsonValue | undefined): void =>
    onChange({ ...state, [field]: asText(value) }, field);
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
