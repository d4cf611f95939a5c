import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { HmacVerification, SignatureScheme, WebhookTrigger } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { allConnectionsQuery } from '../../../../lib/queries/connections.ts';
import { withMember } from '../../model/with-member.ts';
import { useMessages } from '../form/use-messages.ts';
import styles from './panel.module.css';
import type { TriggerProps } from './trigger-panel.tsx';
import { pathOfMember } from './trigger-parts.tsx';
import { PANEL_WORDS } from './words.ts';

const SCHEMES = ['none', 'standard-webhooks', 'github', 'stripe', 'slack', 'hmac'] as const;
const ALGORITHMS = ['sha256', 'sha1', 'sha512'] as const;
const ENCODINGS = ['hex', 'base64'] as const;

type Props = Pick<TriggerProps<WebhookTrigger>, 'id' | 'trigger' | 'onChange'>;

const kindOf = (verify: WebhookTrigger['verify']): (typeof SCHEMES)[number] =>
  verify === undefined ? 'none' : typeof verify === 'string' ? verify : verify.type;

/** Who may call: a signature over the body, with the secret of a connection. */
export function VerificationFields({ id, trigger, onChange }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const messages = useMessages(pathOfMember(id, 'verify'));
  const kind = kindOf(trigger.verify);
  const choose = (scheme: string | null): void => {
    const { verify: _verify, connection, ...rest } = trigger;
    const kept = connection === undefined ? {} : { connection };
    if (scheme === null || scheme === 'none') onChange(rest, 'verify');
    else if (scheme === 'hmac')
      onChange({ ...rest, ...kept, verify: { type: 'hmac', header: 'x-signature' } }, 'verify');
    else onChange({ ...rest, ...kept, verify: scheme as SignatureScheme }, 'verify');
  };
  return (
    <>
      <div data-path={pathOfMember(id, 'verify')}>
        <Select
          label={t('verify.label')}
          description={t('verify.help')}
          data={SCHEMES.map((value) => ({ value, label: t(`verify.${value}`) }))}
          value={kind}
          allowDeselect={false}
          error={messages.length === 0 ? undefined : messages.join(' ')}
          onChange={choose}
        />
      </div>
      {typeof trigger.verify === 'object' && (
        <HmacFields verify={trigger.verify} onChange={(verify) => onChange({ ...trigger, verify }, 'verify')} />
      )}
      {kind !== 'none' && <SecretField id={id} trigger={trigger} onChange={onChange} />}
    </>
  );
}

function HmacFields({
  verify,
  onChange,
}: {
  readonly verify: HmacVerification;
  readonly onChange: (verify: HmacVerification) => void;
}): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  return (
    <div className={styles.columns}>
      <TextInput
        label={t('verify.header')}
        value={verify.header}
        onChange={(event) => onChange({ ...verify, header: event.currentTarget.value.toLowerCase() })}
      />
      <Select
        label={t('verify.algorithm')}
        data={[...ALGORITHMS]}
        value={verify.algorithm ?? 'sha256'}
        allowDeselect={false}
        onChange={(next) => onChange({ ...verify, algorithm: ALGORITHMS.find((name) => name === next) ?? 'sha256' })}
      />
      <Select
        label={t('verify.encoding')}
        data={[...ENCODINGS]}
        value={verify.encoding ?? 'hex'}
        allowDeselect={false}
        onChange={(next) => onChange({ ...verify, encoding: ENCODINGS.find((name) => name === next) ?? 'hex' })}
      />
      <TextInput
        label={t('verify.prefix')}
        placeholder="sha256="
        value={verify.prefix ?? ''}
        onChange={(event) => onChange(withMember(verify, 'prefix', event.currentTarget.value || undefined))}
      />
    </div>
  );
}

/** The connection that holds the secret: secrets are no part of a workflow. */
function SecretField({ id, trigger, onChange }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const messages = useMessages(pathOfMember(id, 'connection'));
  const names = useQuery(allConnectionsQuery).data?.map(({ name }) => name) ?? [];
  const chosen = trigger.connection;
  return (
    <div data-path={pathOfMember(id, 'connection')}>
      <Select
        label={t('verify.secret')}
        description={t('verify.secretHelp')}
        data={chosen === undefined || names.includes(chosen) ? names : [...names, chosen]}
        value={chosen ?? null}
        searchable
        clearable
        error={messages.length === 0 ? undefined : messages.join(' ')}
        onChange={(name) => onChange(withMember(trigger, 'connection', name ?? undefined), 'connection')}
      />
    </div>
  );
}
