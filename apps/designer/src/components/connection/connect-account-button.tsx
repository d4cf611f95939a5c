import { Button } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription, OAuthStart } from '../../lib/contract.ts';
import styles from './connection.module.css';
import { SignInPanel } from './sign-in-panel.tsx';
import { useSignIn } from './use-sign-in.ts';
import './words.ts';

interface Props {
  readonly connector: ConnectorDescription;
  readonly request: OAuthStart;
  readonly onConnected: (connection: string) => void;
}

/** Signs in with a service in a window beside this one, and says how that ended. With `reconnect`: for a connection that is there. */
export function ConnectAccountButton({ connector, request, onConnected }: Props): ReactElement {
  const { t } = useTranslation('oauth');
  const signIn = useSignIn(({ connection = '', missingScopes = [] }) => {
    if (missingScopes.length === 0) onConnected(connection);
  });
  const isBusy = signIn.state.kind === 'asking' || signIn.state.kind === 'waiting';
  return (
    <div className={styles.connect}>
      <Button
        leftSection={<IconLogin2 size={16} aria-hidden="true" />}
        disabled={isBusy}
        onClick={() => signIn.start(request)}
      >
        {t(request.reconnect ? 'reconnect' : 'connect')}
      </Button>
      <SignInPanel {...{ connector, signIn, request }} onUse={onConnected} />
    </div>
  );
}
