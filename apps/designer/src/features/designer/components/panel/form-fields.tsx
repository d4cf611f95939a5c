import type { FormTrigger } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { FIELD_KINDS } from '../../model/form-schema.ts';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { useWorkbench } from '../workbench-context.ts';
import { FormFieldList } from './form-field-list.tsx';
import { MoreMembers } from './json-note.tsx';
import type { TriggerProps } from './trigger-panel.tsx';
import { AddressFields, KeyField, TextMember, TriggerUrl } from './trigger-parts.tsx';

const SHOWN = ['type', 'path', 'title', 'respond', 'key'];

/** A page with a form that anybody who has its address can fill in. */
export function FormFields(props: TriggerProps<FormTrigger>): ReactElement {
  const { id, trigger, workspace, isLive, onChange } = props;
  const { t } = useTranslation('designer');
  const { document, draft } = useWorkbench();
  return (
    <>
      <TriggerUrl url={`${location.origin}/forms/${workspace}/${trigger.path}`} isLive={isLive} />
      <TextMember
        id={id}
        name="title"
        label={t('trigger.form.title')}
        help={t('trigger.form.titleHelp')}
        value={trigger.title}
        onChange={(title) => onChange(withMember(trigger, 'title', title === '' ? undefined : title), 'title')}
      />
      <AddressFields {...props} />
      {trigger.key !== undefined && (
        <KeyField {...props} name="key" title={t('trigger.key')} help={t('trigger.keyHelp')} />
      )}
      <FormFieldList
        key={id}
        title={t('trigger.form.fields')}
        help={t('trigger.form.fieldsHelp')}
        schema={document.input}
        kinds={FIELD_KINDS}
        onChange={(input, typed) =>
          draft.changeDrawn(withMember(document, 'input', input), {
            ...{ name: 'trigger', step: id },
            ...(typed === undefined ? {} : { key: `trigger:${id}/input/${typed}` }),
          })
        }
      />
      <MoreMembers names={membersBeside(trigger, SHOWN)} />
    </>
  );
}
