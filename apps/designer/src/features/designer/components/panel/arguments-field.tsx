import type { ParallelState, TaskState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { withMember } from '../../model/with-member.ts';
import { TemplateField } from '../form/template-field.tsx';
import { ownField } from './own-field.ts';
import type { StepProps } from './step-panel.tsx';

interface Props extends StepProps<TaskState | ParallelState> {
  readonly title?: string;
  readonly help?: string;
}

/** The arguments as one value: an expression, or JSON with expressions in it. */
export function ArgumentsField({ state, path, onChange, title, help = '' }: Props): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <TemplateField
      spec={ownField('Arguments', title ?? t('panel.arguments'), { control: 'json', help })}
      value={state.Arguments}
      onChange={(next) => onChange(withMember(state, 'Arguments', next), 'Arguments')}
      path={`${path}/Arguments`}
    />
  );
}
