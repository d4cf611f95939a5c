import { Button, Group, Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ApiError } from '../../lib/api-error.ts';
import type { ConnectorDescription, OAuthStart } from '../../lib/contract.ts';
import { ProblemAlert } from '../problem-alert.tsx';
import { ClientHelp } from './client-help.tsx';
import styles from './connection.module.css';
import { OutcomeAlert } from './outcome-alert.tsx';
import { SignInAlert } from './sign-in-alert.tsx';
import type { SignInHandle } from './use-sign-in.ts';
import './words.ts';

interface Props {
  readonly connector: ConnectorDescription;
  readonly signIn: SignInHandle;
  /** What a new try asks for. */
  readonly request: OAuthStart;
  /** Takes what is connected with less than was asked for. */
  readonly onUse: (connection: string) => void;
}

/** How a sign-in stands, in words, and what to do where it did not end well. Nothing before it has begun. */
export function SignInPanel(props: Props): ReactElement | null {
  const { t } = useTranslation('oauth');
  const { signIn, connector, request, onUse } = props;
  const { state } = signIn;
  const again = (): void => signIn.start(request);
  switch (state.kind) {
    case 'idle':
      return null;
    case 'asking':
      return <Waiting text={t('asking')} onStop={signIn.stop} />;
    case 'waiting':
      if (state.window === 'blocked') return <Blocked {...props} url={state.url} />;
      if (state.window === 'open')
        return <Waiting text={t('waiting', { connector: connector.title })} onStop={signIn.stop} />;
      return <SignInAlert title={t('notConnected')} text={t('left')} onAgain={again} />;
    case 'ended':
      return <OutcomeAlert {...{ connector, signIn, request, onUse }} end={state.end} />;
    case 'refused':
      if (state.error instanceof ApiError && state.error.code === 'oauth.client_missing')
        return (
          <ClientHelp {...{ connector, signIn, request }} text={t('client.missing', { connector: connector.title })} />
        );
      return <ProblemAlert error={state.error} onRetry={again} />;
  }
}

function Waiting({ text, onStop }: { readonly text: string; readonly onStop: () => void }): ReactElement {
  const { t } = useTranslation('oauth');
  return (
    <div className={styles.waiting} role="status">
      <Loader size="sm" aria-hidden="true" />
      <p>{text}</p>
      <Button variant="default" size="xs" onClick={onStop}>
        {t('cancel')}
      </Button>
    </div>
  );
}

/** The browser lets no page open a window by itself; a link that somebody clicks is theirs. */
function Blocked({ connector, signIn, url }: Props & { readonly url: string }): ReactElement {
  const { t } = useTranslation('oauth');
  return (
    <div className={styles.alert} role="alert">
      <p className={styles.title}>{t('blocked.title')}</p>
      <p>{t('blocked.text')}</p>
      <Group>
        <Button component="a" href={url} target="_blank" rel="noopener noreferrer" size="xs">
          {t('blocked.link', { connector: connector.title })}
        </Button>
        <Button variant="default" size="xs" onClick={signIn.stop}>
          {t('cancel')}
        </Button>
      </Group>
    </div>
  );
}
