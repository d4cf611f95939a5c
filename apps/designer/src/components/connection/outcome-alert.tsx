import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription, OAuthSignIn, OAuthStart } from '../../lib/contract.ts';
import { CopyButton } from '../id.tsx';
import { ClientHelp } from './client-help.tsx';
import styles from './connection.module.css';
import { SignInAlert } from './sign-in-alert.tsx';
import type { SignInHandle } from './use-sign-in.ts';

interface Props {
  readonly connector: ConnectorDescription;
  readonly signIn: SignInHandle;
  readonly request: OAuthStart;
  readonly end: OAuthSignIn;
  readonly onUse: (connection: string) => void;
}

/** How a sign-in has ended: the cause in words, and what helps. */
export function OutcomeAlert(props: Props): ReactElement | null {
  const { t } = useTranslation('oauth');
  const { connector, signIn, request, end } = props;
  const { status, requestId } = end;
  const text = t(`outcome.${status}`, { connector: connector.title, scopes: scopesOf(props).join(', ') });
  const again = (): void => signIn.start(request);
  switch (status) {
    case 'pending':
      return null;
    case 'connected':
      return <Connected {...props} />;
    case 'invalid_client':
    case 'invalid_scope':
      return (
        <ClientHelp {...{ connector, signIn, request }} text={text}>
          <ProviderText connector={connector} text={end.providerText} />
        </ClientHelp>
      );
    case 'redirect_uri_mismatch':
      return (
        <SignInAlert title={t('notConnected')} text={text} onAgain={again} requestId={requestId}>
          <RedirectUrl url={end.redirectUrl ?? ''} />
          <ProviderText connector={connector} text={end.providerText} />
        </SignInAlert>
      );
    case 'access_denied':
    case 'state_expired':
    case 'token_exchange_failed':
    case 'provider_unreachable':
      return (
        <SignInAlert title={t('notConnected')} text={text} onAgain={again} requestId={requestId}>
          <ProviderText connector={connector} text={end.providerText} />
        </SignInAlert>
      );
  }
}

/** What was to be allowed. */
function scopesOf({ connector, request }: Props): readonly string[] {
  const known = connector.auth.find(({ name }) => name === request.authKind)?.oauth2?.scopes ?? {};
  return request.scopes ?? Object.keys(known);
}

/** Only what is less than was asked for needs a word: otherwise the screen goes on. */
function Connected({ connector, end, onUse }: Props): ReactElement | null {
  const { t } = useTranslation('oauth');
  const { missingScopes = [], connection = '' } = end;
  if (missingScopes.length === 0) return null;
  return (
    <div className={styles.alert} role="status">
      <p className={styles.title}>{t('missing.title')}</p>
      <p>{t('missing.text', { connector: connector.title, scopes: missingScopes.join(', ') })}</p>
      <div className={styles.foot}>
        <Button size="xs" onClick={() => onUse(connection)}>
          {t('use')}
        </Button>
      </div>
    </div>
  );
}

/** The exact address, with a button that copies it. */
function RedirectUrl({ url }: { readonly url: string }): ReactElement {
  const { t } = useTranslation('oauth');
  return (
    <p className={styles.url}>
      <code>{url}</code>
      <CopyButton text={url} label={t('client.copyRedirectUrl')} />
    </p>
  );
}

/** A stranger's words: folded, and as text. */
function ProviderText({
  connector,
  text,
}: {
  readonly connector: ConnectorDescription;
  readonly text: string | undefined;
}): ReactElement | null {
  const { t } = useTranslation('oauth');
  if (text === undefined) return null;
  return (
    <details>
      <summary>{t('providerText', { connector: connector.title })}</summary>
      <pre className={styles.words}>{text}</pre>
    </details>
  );
}
