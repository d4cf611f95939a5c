import { createPlainSender } from '@millrace/connector-host';
import type { Stores } from '@millrace/persistence';
import type { Clock } from '@millrace/runtime';
import type { OutboundGuard } from '@millrace/security';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { OAuthClients } from './oauth-clients.ts';
import { OAuthProvider } from './oauth-provider.ts';
import { OAuthTokens } from './oauth-tokens.ts';

/** What a process needs to ask services for tokens. */
export interface OAuthParts {
  readonly provider: OAuthProvider;
  readonly clients: OAuthClients;
  readonly tokens: OAuthTokens;
}

export function openOAuth({
  stores,
  secrets,
  guard,
  clock,
}: {
  readonly stores: Pick<Stores, 'oauthClients'>;
  readonly secrets: ConnectionSecrets;
  readonly guard: OutboundGuard;
  readonly clock: Pick<Clock, 'nowMs'>;
}): OAuthParts {
  const provider = new OAuthProvider({ send: createPlainSender(guard), nowMs: () => clock.nowMs() });
  const clients = new OAuthClients(stores.oauthClients, secrets);
  return { provider, clients, tokens: new OAuthTokens({ provider, clients }) };
}
