import { ActionIcon } from '@mantine/core';
import type { Trigger } from '@millrace/machine';
import { IconX } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { ConnectorEventFields } from './connector-event-fields.tsx';
import { FormFields } from './form-fields.tsx';
import styles from './panel.module.css';
import { ScheduleFields } from './schedule-fields.tsx';
import { WebhookFields } from './webhook-fields.tsx';

/** What the fields of a trigger get. */
export interface TriggerProps<Kind extends Trigger = Trigger> {
  readonly id: string;
  readonly trigger: Kind;
  readonly workspace: string;
  readonly isLive: boolean;
  readonly onChange: (trigger: Trigger, field: string) => void;
}
interface Props extends TriggerProps {
  readonly onClose: () => void;
  /** What was caught for the trigger; stands before its fields, since a new workflow begins with it. */
  readonly captures?: ReactNode;
}

/** What starts the workflow, and how its caller is answered. */
export function TriggerPanel({ onClose, captures, ...props }: Props): ReactElement {
  const { id, trigger } = props;
  const { t } = useTranslation('designer');
  return (
    <aside className={styles.panel} aria-label={t('panel.title', { name: t(`canvas:trigger.${trigger.type}`) })}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h2 className={styles.title}>{t(`canvas:trigger.${trigger.type}`)}</h2>
          <span className={styles.kind}>{t('trigger.id', { id })}</span>
        </div>
        <ActionIcon aria-label={t('panel.close')} onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        <div className={styles.stack}>
          {captures}
          <Fields {...props} />
        </div>
      </div>
    </aside>
  );
}

function Fields(props: TriggerProps): ReactElement {
  const { t } = useTranslation('designer');
  const { trigger } = props;
  switch (trigger.type) {
    case 'webhook':
      return <WebhookFields {...props} trigger={trigger} />;
    case 'form':
      return <FormFields {...props} trigger={trigger} />;
    case 'schedule':
      return <ScheduleFields {...props} trigger={trigger} />;
    case 'connector':
      return <ConnectorEventFields {...props} trigger={trigger} />;
    case 'call':
      return <p className={styles.text}>{t('trigger.callText')}</p>;
  }
}
