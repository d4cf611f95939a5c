import type { Trigger } from '@millrace/machine';
import {
  IconBolt,
  IconCalendarTime,
  IconForms,
  IconPhoneIncoming,
  IconPlug,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';

const ICONS: Readonly<Record<Trigger['type'], TablerIcon>> = {
  webhook: IconBolt,
  form: IconForms,
  schedule: IconCalendarTime,
  call: IconPhoneIncoming,
  connector: IconPlug,
};

/** What starts a workflow, as one mark: the same on its card and in the outline. */
export function TriggerMark({ type, size }: { readonly type: Trigger['type']; readonly size: number }): ReactElement {
  const Icon = ICONS[type];
  return <Icon size={size} stroke={1.75} aria-hidden="true" />;
}
