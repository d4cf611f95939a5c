import { Inject, Injectable } from '@nestjs/common';
import type { ObtainedToken } from '@millrace/connector-host';
import { CONNECTOR_READS } from '../connections/connection-tokens.ts';
import { findAuth, type ConnectorReads } from '../connections/sort-connection.ts';
import { OAuthClients } from './oauth-clients.ts';
import { OAuthProvider } from './oauth-provider.ts';
import { ProviderFailure } from './provider-failure.ts';
import type { BegunSignIn } from './sign-in-seal.ts';

/** Exchanges the codes that people bring from services. */
@Injectable()
export class OAuthCodes {
  constructor(
    private readonly clients: OAuthClients,
    private readonly provider: OAuthProvider,
    @Inject(CONNECTOR_READS) private readonly connectors: ConnectorReads,
  ) {}

  /** Throws `ProviderFailure`. */
  async exchange(
    workspaceId: string,
    begun: BegunSignIn,
    query: Readonly<Record<string, string>>,
  ): Promise<ObtainedToken> {
    const { connector, authKind, fields } = begun;
    const address = { workspaceId, connector, authKind };
    const { auth } = await findAuth(this.connectors, address);
    if (auth.kind !== 'oauth2') throw gone(connector);
    const client = await this.clients.find(address, { auth, ...begun });
    if (client === undefined) throw gone(connector);
    return this.provider.exchangeCode({ auth, client, fields }, query, begun);
  }
}

/** While the person was away. */
const gone = (connector: string): ProviderFailure =>
  new ProviderFailure('invalid_client', `The client of ${connector} was removed meanwhile.`);
