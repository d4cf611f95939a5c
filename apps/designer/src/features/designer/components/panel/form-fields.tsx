import type { FormTrigger } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { JsonNote, MoreMembers } from './json-note.tsx';
import type { TriggerProps } from './trigger-panel.tsx';
import { AddressFields, KeyField, TextMember, TriggerUrl } from './trigger-parts.tsx';

const SHOWN = ['type', 'path', 'title', 'respond', 'key'];

/** A page with a form that anybody who has its address can fill in. */
export function FormFields(props: TriggerProps<FormTrigger>): ReactElement {
  const { id, trigger, workspace, isLive, onChange } = props;
  const { t } = useTranslation('designer');
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
      <JsonNote text={t('trigger.form.fields')} />
      <MoreMembers names={membersBeside(trigger, SHOWN)} />
    </>
  );
}
