import { Inject, Injectable } from '@nestjs/common';
import type { OAuth2Auth } from '@millrace/connector-sdk';
import type { Connection } from '@millrace/runtime';
import { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { CONNECTOR_READS } from '../connections/connection-tokens.ts';
import { findAuth, type ConnectorReads } from '../connections/sort-connection.ts';
import { TokenKeeper } from '../connections/token-keeper.ts';
import { OAuthClients } from './oauth-clients.ts';
import { OAuthProvider } from './oauth-provider.ts';
import type { ProviderCall } from './provider-call.ts';

const nothing = (): Promise<void> => Promise.resolve();

/** Tells services that tokens are used no more. */
@Injectable()
export class OAuthRevocations {
  constructor(
    private readonly provider: OAuthProvider,
    private readonly clients: OAuthClients,
    private readonly keeper: TokenKeeper,
    private readonly secrets: ConnectionSecrets,
    @Inject(CONNECTOR_READS) private readonly connectors: ConnectorReads,
  ) {}

  /**
   * Reads what is to be withdrawn while the connection is there; what is returned does it, once it is gone. That the service did
   * not hear of it stops nobody: it is asked once, and the token runs out by itself.
   */
  async prepare(connection: Connection): Promise<() => Promise<void>> {
    try {
      const found = await this.find(connection);
      if (found === undefined) return nothing;
      return () => this.provider.revoke(found.call, found.token).catch(nothing);
    } catch {
      // A connector that is gone, a client that was removed: then nobody knows where to say it.
      return nothing;
    }
  }

  private async find(
    connection: Connection,
  ): Promise<{ readonly call: ProviderCall; readonly token: string } | undefined> {
    const { workspaceId, id, name, use } = connection;
    if (use === undefined) return undefined;
    const address = { workspaceId, connector: use.connector, authKind: use.authKind };
    const { auth } = await findAuth(this.connectors, address);
    if (!isRevocable(auth)) return undefined;
    const held = await this.keeper.held({ workspaceId, connectionId: id });
    // The refresh token's end is the end of all that came of it. RFC 7009 §2.1.
    const token = held?.secrets.refresh_token ?? held?.secrets.access_token;
    const secrets = (await this.secrets.read({ workspaceId, name }))?.secrets ?? {};
    const client = await this.clients.find(address, { auth, fields: use.fields, secrets });
    if (token === undefined || client === undefined) return undefined;
    return { token, call: { auth, client, fields: use.fields } };
  }
}

const isRevocable = (auth: { readonly kind: string }): auth is OAuth2Auth =>
  auth.kind === 'oauth2' && (auth as OAuth2Auth).revokeUrl !== undefined;
