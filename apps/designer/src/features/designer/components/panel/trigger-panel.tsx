import { ActionIcon, SegmentedControl, TextInput } from '@mantine/core';
import type { Trigger, WebhookTrigger } from '@millrace/machine';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../../components/id.tsx';
import { TemplateField } from '../form/template-field.tsx';
import { useMessages } from '../form/use-messages.ts';
import styles from './panel.module.css';
import { asText, pointerPart } from '../../../../lib/json.ts';
import { ownField } from './own-field.ts';

interface Props {
  readonly id: string;
  readonly trigger: Trigger;
  readonly workspace: string;
  readonly isLive: boolean;
  readonly onChange: (trigger: Trigger, field: string) => void;
  readonly onClose: () => void;
}

/** What starts the workflow, and how its caller is answered. */
export function TriggerPanel({ id, trigger, workspace, isLive, onChange, onClose }: Props): ReactElement {
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
        {trigger.type === 'webhook' ? (
          <WebhookFields id={id} trigger={trigger} workspace={workspace} isLive={isLive} onChange={onChange} />
        ) : (
          <p className={styles.text}>{t('trigger.callText')}</p>
        )}
      </div>
    </aside>
  );
}

function WebhookFields({
  id,
  trigger,
  workspace,
  isLive,
  onChange,
}: Omit<Props, 'trigger' | 'onClose'> & { readonly trigger: WebhookTrigger }): ReactElement {
  const { t } = useTranslation('designer');
  const url = `${location.origin}/hooks/${workspace}/${trigger.path}`;
  const answers = [
    { value: 'result', label: t('trigger.result') },
    { value: 'accepted', label: t('trigger.accepted') },
  ];
  const answer = trigger.respond ?? 'accepted';
  return (
    <div className={styles.stack}>
      <div>
        <span className={styles.label}>{t(isLive ? 'trigger.liveUrl' : 'trigger.futureUrl')}</span>
        <span className={styles.url}>
          <code>{url}</code>
          <CopyButton text={url} label={t('trigger.copyUrl')} />
        </span>
      </div>
      <div data-path={`/triggers/${pointerPart(id)}/path`}>
        <TextInput
          label={t('trigger.path')}
          description={t('trigger.pathHelp')}
          value={trigger.path}
          error={useMessages(`/triggers/${pointerPart(id)}/path`).join(' ')}
          onChange={(event) => onChange({ ...trigger, path: event.currentTarget.value }, 'path')}
        />
      </div>
      <div>
        <span className={styles.label}>{t('trigger.answer')}</span>
        <SegmentedControl
          fullWidth
          data={answers}
          value={answer}
          aria-label={t('trigger.answer')}
          onChange={(respond) => onChange({ ...trigger, respond: respond as 'result' | 'accepted' }, 'respond')}
        />
        <p className={styles.help}>{t(`trigger.${answer}Help`)}</p>
      </div>
      <TemplateField
        spec={ownField('dedupe', t('trigger.dedupe'), { help: t('trigger.dedupeHelp') })}
        value={trigger.dedupe}
        path={`/triggers/${pointerPart(id)}/dedupe`}
        onChange={(value) => {
          const { dedupe: _, ...rest } = trigger;
          onChange(value === undefined ? rest : { ...rest, dedupe: asText(value) }, 'dedupe');
        }}
      />
    </div>
  );
}
