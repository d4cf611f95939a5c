import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject, OAuth2Auth } from '@millrace/connector-sdk';
import type { Actor, OAuthClient } from '@millrace/runtime';
import { CONNECTOR_READS } from '../connections/connection-tokens.ts';
import { findAuth, type ConnectorReads } from '../connections/sort-connection.ts';
import { ServerError } from '../errors.ts';
import { toIsoTime } from '../http/page.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { SETTINGS } from '../platform/tokens.ts';
import { OAuthClients, type ClientAddress } from './oauth-clients.ts';
import { OAuthProvider } from './oauth-provider.ts';
import type {
  CheckOAuthClientRequest,
  OAuthClientCheckDto,
  OAuthClientDto,
  OAuthClientParams,
  SaveOAuthClientRequest,
} from './oauth.dto.ts';
import type { ProviderCall, ProviderClient } from './provider-call.ts';
import { ProviderFailure, type ProviderFailureKind } from './provider-failure.ts';
import { redirectUrlOf } from './redirect-url.ts';

/** Registrations with services, for administrators. Secrets go in and never come out here. */
@Injectable()
export class OAuthClientsService {
  constructor(
    private readonly clients: OAuthClients,
    private readonly provider: OAuthProvider,
    @Inject(CONNECTOR_READS) private readonly connectors: ConnectorReads,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
  ) {}

  async read(actor: Actor, params: OAuthClientParams): Promise<OAuthClientDto> {
    const { address } = await this.find(actor, params);
    return this.show(address, await this.clients.describe(address));
  }

  async save(actor: Actor, params: OAuthClientParams, given: SaveOAuthClientRequest): Promise<OAuthClientDto> {
    const { address } = await this.find(actor, params);
    const saved = await this.clients.save(address, toClient(given));
    if (saved !== 'changed') return this.show(address, saved);
    throw new ServerError(
      'oauth.client_changed',
      `Somebody else has just changed the client of ${address.connector}. Look again before you do.`,
    );
  }

  async remove(actor: Actor, params: OAuthClientParams): Promise<void> {
    const { address } = await this.find(actor, params);
    if (!(await this.clients.remove(address))) throw clientMissing(address.connector);
  }

  /** What can be found out without a person: whether the service knows the client. */
  async check(actor: Actor, params: OAuthClientParams, given: CheckOAuthClientRequest): Promise<OAuthClientCheckDto> {
    const { address, auth } = await this.find(actor, params);
    const client = await this.clientToCheck(address, given);
    const call = { auth, client, fields: given.fields as JsonObject };
    try {
      await this.ask(call);
      return { result: 'accepted', detail: 'The service knows the client.' };
    } catch (cause) {
      if (cause instanceof ProviderFailure) return toCheck(cause, auth);
      throw cause;
    }
  }

  private async ask(call: ProviderCall): Promise<void> {
    if (call.auth.grant === 'client_credentials') await this.provider.clientToken(call);
    else await this.provider.tryCode(call, redirectUrlOf(this.settings));
  }

  /** One that is being typed in, with the secret that is kept unless it is typed in too. */
  private async clientToCheck(address: ClientAddress, given: CheckOAuthClientRequest): Promise<ProviderClient> {
    const kept = await this.clients.read(address);
    if (given.clientId !== undefined && (given.clientSecret !== undefined || kept?.clientId !== given.clientId))
      return toClient({ ...given, clientId: given.clientId });
    if (kept === undefined) throw clientMissing(address.connector);
    return kept;
  }

  private async find(
    { workspace }: Actor,
    { connector, authKind }: OAuthClientParams,
  ): Promise<{ readonly address: ClientAddress; readonly auth: OAuth2Auth }> {
    const address = { workspaceId: workspace.id, connector, authKind };
    const { auth } = await findAuth(this.connectors, address);
    if (auth.kind === 'oauth2') return { address, auth };
    throw new ServerError(
      'oauth.no_client',
      `${connector} signs in by "${authKind}" without OAuth: it needs no client.`,
    );
  }

  private show({ connector, authKind }: ClientAddress, client: OAuthClient | undefined): OAuthClientDto {
    return {
      ...{ connector, authKind, redirectUrl: redirectUrlOf(this.settings) },
      ...{ isEntered: client !== undefined, hasSecret: client?.sealed !== undefined },
      ...(client === undefined ? {} : { clientId: client.clientId, updatedAt: toIsoTime(client.updatedAtMs) }),
    };
  }
}

const toClient = ({ clientId, clientSecret }: SaveOAuthClientRequest): ProviderClient => ({
  clientId,
  ...(clientSecret === undefined ? {} : { clientSecret }),
});

const clientMissing = (connector: string): ServerError =>
  new ServerError('oauth.client_missing', `There is no client for ${connector} yet.`);

/** That a made-up code is refused means that the client was not. */
const RESULTS: Readonly<Record<ProviderFailureKind, OAuthClientCheckDto['result']>> = {
  invalid_grant: 'accepted',
  invalid_client: 'invalid_client',
  redirect_uri_mismatch: 'redirect_uri_mismatch',
  provider_unreachable: 'provider_unreachable',
  access_denied: 'unknown',
  invalid_scope: 'unknown',
  token_exchange_failed: 'unknown',
};

function toCheck({ kind, message, providerText }: ProviderFailure, { grant }: OAuth2Auth): OAuthClientCheckDto {
  const isCode = grant === 'authorization_code';
  const result = kind === 'invalid_grant' && !isCode ? 'unknown' : RESULTS[kind];
  if (result === 'accepted') return { result, detail: 'The service knows the client.' };
  return { result, detail: message, ...(providerText === undefined ? {} : { providerText }) };
}
