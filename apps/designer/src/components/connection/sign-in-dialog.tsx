import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription, OAuthStart } from '../../lib/contract.ts';
import { Dialog } from '../dialog.tsx';
import { SignInPanel } from './sign-in-panel.tsx';
import type { SignInHandle } from './use-sign-in.ts';

interface Props {
  readonly connector: ConnectorDescription;
  readonly signIn: SignInHandle;
  readonly request: OAuthStart;
  readonly onUse: (connection: string) => void;
}

/** How a sign-in stands that a click elsewhere has begun; there as long as something is to be said of it. */
export function SignInDialog({ connector, signIn, request, onUse }: Props): ReactElement | null {
  const { t } = useTranslation('connectors');
  const { state } = signIn;
  const isDone = state.kind === 'ended' && state.end.status === 'connected' && state.end.missingScopes === undefined;
  if (state.kind === 'idle' || isDone) return null;
  return (
    <Dialog title={t('connection.newTitle', { connector: connector.title })} onClose={signIn.stop}>
      <SignInPanel {...{ connector, signIn, request, onUse }} />
    </Dialog>
  );
}
