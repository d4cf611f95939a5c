import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { ConnectorDescription, OAuthStart } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { ClientForm } from './client-form.tsx';
import { SignInAlert } from './sign-in-alert.tsx';
import type { SignInHandle } from './use-sign-in.ts';

interface Props {
  readonly connector: ConnectorDescription;
  readonly signIn: SignInHandle;
  readonly request: OAuthStart;
  /** What is wrong with the client, or that there is none. */
  readonly text: string;
  readonly children?: ReactNode;
}

/** What helps where the registration with a service is missing or wrong: its form, for whoever may fill it in. */
export function ClientHelp({ connector, signIn, request, text, children }: Props): ReactElement {
  const { t } = useTranslation('oauth');
  const mayManage = useMay('connection.manage_clients');
  const { authKind, fields } = request;
  if (mayManage)
    return (
      <ClientForm {...{ connector, authKind, fields, text, children }} onSave={(save) => signIn.start(request, save)} />
    );
  return (
    <SignInAlert title={t('notConnected')} text={text} onAgain={() => signIn.start(request)}>
      <p>{t('client.askAdministrator')}</p>
      {children}
    </SignInAlert>
  );
}
