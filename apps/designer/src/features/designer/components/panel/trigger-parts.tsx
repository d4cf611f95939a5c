import { SegmentedControl, TextInput } from '@mantine/core';
import type { FormTrigger, JsonValue, Trigger, WebhookTrigger } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { CopyButton } from '../../../../components/id.tsx';
import { asText, pointerPart } from '../../../../lib/json.ts';
import { withMember } from '../../model/with-member.ts';
import { TemplateField } from '../form/template-field.tsx';
import { useMessages } from '../form/use-messages.ts';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { TriggerProps } from './trigger-panel.tsx';

/** JSON Pointer of a trigger's member. */
export const pathOfMember = (id: string, name: string): string => `/triggers/${pointerPart(id)}/${name}`;

/** Where a trigger is reached. */
export function TriggerUrl({ url, isLive }: { readonly url: string; readonly isLive: boolean }): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <div>
      <span className={styles.label}>{t(isLive ? 'trigger.liveUrl' : 'trigger.futureUrl')}</span>
      <span className={styles.url}>
        <code>{url}</code>
        <CopyButton text={url} label={t('trigger.copyUrl')} />
      </span>
    </div>
  );
}

interface TextProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly value: string | undefined;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** A member that is plain text. */
export function TextMember({ id, name, label, help, value = '', placeholder, onChange }: TextProps): ReactElement {
  const path = pathOfMember(id, name);
  return (
    <div data-path={path}>
      <TextInput
        label={label}
        description={help}
        value={value}
        placeholder={placeholder ?? ''}
        error={useMessages(path).join(' ')}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

/** The path, and what its caller gets. */
export function AddressFields({
  id,
  trigger,
  onChange,
}: Pick<TriggerProps<WebhookTrigger | FormTrigger>, 'id' | 'trigger' | 'onChange'>): ReactElement {
  const { t } = useTranslation('designer');
  const answer = trigger.respond ?? 'accepted';
  const words = trigger.type === 'form' ? 'trigger.form' : 'trigger';
  return (
    <>
      <TextMember
        id={id}
        name="path"
        label={t('trigger.path')}
        help={t('trigger.pathHelp')}
        value={trigger.path}
        onChange={(path) => onChange({ ...trigger, path }, 'path')}
      />
      <div>
        <span className={styles.label}>{t('trigger.answer')}</span>
        <SegmentedControl
          fullWidth
          data={(['result', 'accepted'] as const).map((value) => ({ value, label: t(`${words}.${value}`) }))}
          value={answer}
          aria-label={t('trigger.answer')}
          onChange={(respond) => onChange({ ...trigger, respond: respond }, 'respond')}
        />
        <p className={styles.help}>{t(`${words}.${answer}Help`)}</p>
      </div>
    </>
  );
}

interface KeyProps extends Pick<TriggerProps, 'id' | 'trigger' | 'onChange'> {
  readonly name: 'dedupe' | 'key';
  readonly title: string;
  readonly help: string;
}

/** An expression over the input. */
export function KeyField({ id, trigger, onChange, name, title, help }: KeyProps): ReactElement {
  const value = (trigger as Trigger & Readonly<Record<string, JsonValue | undefined>>)[name];
  return (
    <TemplateField
      spec={ownField(name, title, { help })}
      value={value}
      path={pathOfMember(id, name)}
      onChange={(next) => onChange(withMember(trigger, name, next === undefined ? undefined : asText(next)), name)}
    />
  );
}
