import { MultiSelect } from '@mantine/core';
import type { WebhookTrigger } from '@millrace/machine';
import type { ReactElement } from 'react';
import { NumberField } from '../../../../components/number-field.tsx';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { MoreMembers } from './json-note.tsx';
import type { TriggerProps } from './trigger-panel.tsx';
import { VerificationFields } from './verification-fields.tsx';
import { PANEL_WORDS } from './words.ts';
import { AddressFields, KeyField, TriggerUrl } from './trigger-parts.tsx';

const USUAL_DEDUPE_DAYS = 7;
const SHOWN = ['type', 'path', 'respond', 'dedupe', 'dedupeDays', 'key', 'methods', 'verify', 'connection'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A call from outside. */
export function WebhookFields(props: TriggerProps<WebhookTrigger>): ReactElement {
  const { trigger, workspace, isLive, onChange } = props;
  const { t } = useTranslation(['designer', PANEL_WORDS]);
  const days = trigger.dedupeDays ?? USUAL_DEDUPE_DAYS;
  return (
    <>
      <TriggerUrl url={`${location.origin}/hooks/${workspace}/${trigger.path}`} isLive={isLive} />
      <AddressFields {...props} />
      <KeyField {...props} name="dedupe" title={t('trigger.dedupe')} help={t('trigger.dedupeHelp', { count: days })} />
      {trigger.dedupe !== undefined && (
        <NumberField
          label={t('stepPanel:webhook.days')}
          min={1}
          max={30}
          allowDecimal={false}
          value={days}
          onChange={(value) => {
            if (value !== undefined) onChange({ ...trigger, dedupeDays: value }, 'dedupeDays');
          }}
        />
      )}
      <KeyField {...props} name="key" title={t('trigger.key')} help={t('trigger.keyHelp')} />
      <VerificationFields {...props} />
      <MultiSelect
        label={t('stepPanel:webhook.methods')}
        description={t('stepPanel:webhook.methodsHelp')}
        data={METHODS}
        value={[...(trigger.methods ?? [])]}
        onChange={(methods) =>
          onChange(withMember(trigger, 'methods', methods.length === 0 ? undefined : methods), 'methods')
        }
      />
      <MoreMembers names={membersBeside(trigger, SHOWN)} />
    </>
  );
}
