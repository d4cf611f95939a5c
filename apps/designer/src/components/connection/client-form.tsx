import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription, OAuthClientForm, OAuthStart } from '../../lib/contract.ts';
import { checkOAuthClient, oauthClientQuery, saveOAuthClient } from '../../lib/queries/oauth.ts';
import { CopyButton } from '../id.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import styles from './connection.module.css';
import './words.ts';

interface Props {
  readonly connector: ConnectorDescription;
  readonly authKind: string;
  /** Of a connection: what the service's addresses need. */
  readonly fields?: OAuthStart['fields'] | undefined;
  readonly text: string;
  readonly children?: ReactNode;
  /** By a click, at once. `save`: keeps what is typed in. */
  readonly onSave: (save: () => Promise<unknown>) => void;
  readonly isSaving?: boolean;
}

/** The registration with a service: what to enter there, and here. It is checked before anybody signs in. */
export function ClientForm(props: Props): ReactElement {
  const { t } = useTranslation('oauth');
  const { connector, text, children, isSaving = false } = props;
  const form = useClientForm(props);
  const { redirectUrl, hasSecret } = form;
  return (
    <form className={styles.client} onSubmit={form.submit} noValidate aria-labelledby="oauth-client-title">
      <h3 id="oauth-client-title">{t('client.title', { connector: connector.title })}</h3>
      <p role="alert">{text}</p>
      {children}
      <p className={styles.quiet}>{t('client.text', { connector: connector.title })}</p>
      {form.loadError !== null && <ProblemAlert error={form.loadError} />}
      <TextInput
        label={t('client.redirectUrl')}
        value={redirectUrl}
        readOnly
        classNames={{ input: styles.code ?? '' }}
        rightSection={<CopyButton text={redirectUrl} label={t('client.copyRedirectUrl')} />}
      />
      <TextInput
        label={t('client.id')}
        value={form.clientId}
        error={form.lacksId ? t('client.idMissing') : undefined}
        required
        autoComplete="off"
        data-autofocus
        onChange={(event) => form.setClientId(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('client.secret')}
        description={t(hasSecret ? 'client.secretKept' : 'client.secretNone')}
        value={form.clientSecret}
        autoComplete="off"
        onChange={(event) => form.setClientSecret(event.currentTarget.value)}
      />
      <CheckAnswer connector={connector} form={form} />
      <Group justify="flex-end">
        <Button variant="default" loading={form.isChecking} onClick={form.check}>
          {t('client.check')}
        </Button>
        <Button type="submit" loading={isSaving}>
          {t('client.save')}
        </Button>
      </Group>
    </form>
  );
}

type ClientFormState = ReturnType<typeof useClientForm>;

function CheckAnswer({
  connector,
  form: { checked, checkError },
}: {
  readonly connector: ConnectorDescription;
  readonly form: ClientFormState;
}): ReactElement {
  const { t } = useTranslation('oauth');
  return (
    <div aria-live="polite">
      {checkError !== null && <ProblemAlert error={checkError} />}
      {checked !== undefined && (
        <div className={styles.result} data-look={checked.result === 'accepted' ? 'success' : 'warning'}>
          <p>{t(`client.result.${checked.result}`, { connector: connector.title })}</p>
          {checked.providerText !== undefined && <pre className={styles.words}>{checked.providerText}</pre>}
        </div>
      )}
    </div>
  );
}

/** What is typed in, and what the service and the server said to it. */
function useClientForm({ connector, authKind, fields = {}, onSave }: Props) {
  const address = { connector: connector.name, authKind };
  const cache = useQueryClient();
  const { data, error: loadError } = useQuery(oauthClientQuery(address));
  const [typedId, setTypedId] = useState<string>();
  const [clientSecret, setClientSecret] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const clientId = typedId ?? data?.clientId ?? '';
  const given: OAuthClientForm = { clientId: clientId.trim(), ...(clientSecret === '' ? {} : { clientSecret }) };
  const isComplete = given.clientId !== '';
  const check = useMutation({ mutationFn: () => checkOAuthClient(address, { ...given, fields }) });
  const save = async (): Promise<void> => {
    await saveOAuthClient(address, given);
    await cache.invalidateQueries({ queryKey: oauthClientQuery(address).queryKey });
  };
  const whenComplete = (go: () => void): void => {
    setIsAsked(true);
    if (isComplete) go();
  };
  return {
    ...{ clientId, clientSecret, setClientSecret, loadError },
    setClientId: (id: string) => {
      setTypedId(id);
      check.reset();
    },
    redirectUrl: data?.redirectUrl ?? '',
    hasSecret: data?.hasSecret ?? false,
    lacksId: isAsked && !isComplete,
    check: () => whenComplete(() => check.mutate()),
    isChecking: check.isPending,
    checked: check.data,
    checkError: check.error,
    // The window opens with the click, and what was typed in is kept before anybody is sent to the service.
    submit: (event: { preventDefault: () => void }) => {
      event.preventDefault();
      whenComplete(() => onSave(save));
    },
  };
}
