import type { WebhookTrigger } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { membersBeside } from '../../model/with-member.ts';
import { CaptureSection } from '../testing/capture-section.tsx';
import { useWorkbench } from '../workbench-context.ts';
import { MoreMembers } from './json-note.tsx';
import type { TriggerProps } from './trigger-panel.tsx';
import { AddressFields, KeyField, TriggerUrl } from './trigger-parts.tsx';

const USUAL_DEDUPE_DAYS = 7;
const SHOWN = ['type', 'path', 'respond', 'dedupe', 'key'];

/** A call from outside. */
export function WebhookFields(props: TriggerProps<WebhookTrigger>): ReactElement {
  const { id, trigger, workspace, isLive } = props;
  const { document } = useWorkbench();
  const { t } = useTranslation('designer');
  const days = trigger.dedupeDays ?? USUAL_DEDUPE_DAYS;
  return (
    <>
      <TriggerUrl url={`${location.origin}/hooks/${workspace}/${trigger.path}`} isLive={isLive} />
      <CaptureSection
        workflow={document.name}
        triggerId={id}
        url={`${location.origin}/hooks-test/${workspace}/${trigger.path}`}
      />
      <AddressFields {...props} />
      <KeyField {...props} name="dedupe" title={t('trigger.dedupe')} help={t('trigger.dedupeHelp', { count: days })} />
      {trigger.key !== undefined && (
        <KeyField {...props} name="key" title={t('trigger.key')} help={t('trigger.keyHelp')} />
      )}
      <MoreMembers names={membersBeside(trigger, SHOWN)} />
    </>
  );
}
