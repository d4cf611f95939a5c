import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { OAuth2Auth } from '@millrace/connector-sdk';
import type { JsonObject } from '@millrace/machine';
import type { Actor, Connection, OAuthStateStore } from '@millrace/runtime';
import * as openid from 'openid-client';
import { hashToken, makeToken } from '../auth/tokens.ts';
import { noSuchConnection } from '../connections/connection-changes.ts';
import { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { CONNECTOR_READS, OAUTH_STATE_STORE } from '../connections/connection-tokens.ts';
import { findAuth, sortConnection, type ConnectorReads } from '../connections/sort-connection.ts';
import { ServerError } from '../errors.ts';
import { toIsoTime } from '../http/page.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { SETTINGS } from '../platform/tokens.ts';
import { OAuthClients } from './oauth-clients.ts';
import { OAuthProvider } from './oauth-provider.ts';
import { oauthOutcome, type OAuthSignInDto, type StartedOAuthDto, type StartOAuthRequest } from './oauth.dto.ts';
import { redirectUrlOf } from './redirect-url.ts';
import { sealSignIn, type BegunSignIn } from './sign-in-seal.ts';

const LIFE_SECONDS = 600;

/** Sends people to services to sign in there, and tells whoever waits how it ended. */
@Injectable()
export class OAuthSignInsService {
  constructor(
    @Inject(OAUTH_STATE_STORE) private readonly states: OAuthStateStore,
    @Inject(CONNECTOR_READS) private readonly connectors: ConnectorReads,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    private readonly secrets: ConnectionSecrets,
    private readonly clients: OAuthClients,
    private readonly provider: OAuthProvider,
  ) {}

  /** What a browser begins, no other browser ends. */
  async start(
    { workspace, userId }: Actor,
    browser: AskingBrowser,
    request: StartOAuthRequest,
  ): Promise<StartedOAuthDto> {
    const sessionHash = this.requireSession(browser);
    const workspaceId = workspace.id;
    const asked = await this.ask(workspaceId, request);
    const { connector, authKind } = asked;
    const { auth } = await this.requireSignIn({ workspaceId, connector, authKind });
    const scopes = chooseScopes(auth, asked);
    const client = await this.clients.find({ workspaceId, connector, authKind }, { auth, ...asked });
    if (client === undefined) throw clientMissing(connector);
    const begun: BegunSignIn = {
      ...{ ...asked, scopes, state: makeToken(), nonce: openid.randomNonce() },
      ...{ verifier: openid.randomPKCECodeVerifier(), redirectUrl: redirectUrlOf(this.settings) },
    };
    const authorizeUrl = await this.provider.authorizeUrl({ auth, client, fields: begun.fields }, begun);
    const place = { workspaceId, id: randomUUID() };
    const { expiresAtMs } = await this.states.begin({
      ...{ ...place, userId, sessionHash, lifeSeconds: LIFE_SECONDS },
      ...{ stateHash: hashToken(begun.state), sealed: sealSignIn(this.secrets, place, begun) },
    });
    return { id: place.id, authorizeUrl, expiresAt: toIsoTime(expiresAtMs) };
  }

  async read({ workspace, userId }: Actor, id: string): Promise<OAuthSignInDto> {
    const found = await this.states.find({ id, workspaceId: workspace.id, userId });
    if (found === undefined) {
      throw new ServerError('oauth.sign_in_not_found', `You have begun no sign-in ${id}, or it was long ago.`);
    }
    const { expiresAtMs, isOver, outcome } = found;
    const about = { id, expiresAt: toIsoTime(expiresAtMs) };
    if (outcome !== undefined) return { ...about, ...oauthOutcome.parse(JSON.parse(outcome)) };
    if (isOver) return { ...about, status: 'state_expired', detail: 'Nobody came back within ten minutes.' };
    return { ...about, status: 'pending' };
  }

  /** The session that people will still have when they come back. */
  private requireSession({ sessionHash, origin }: AskingBrowser): string {
    if (sessionHash === undefined) {
      throw new ServerError(
        'oauth.session_required',
        'Signing in with a service begins and ends in one browser: begin it where you are signed in, not with an API key.',
      );
    }
    const { publicUrl } = this.settings;
    if (origin === undefined || origin === new URL(publicUrl).origin) return sessionHash;
    throw new ServerError(
      'oauth.other_origin',
      `Services send people back to ${publicUrl}, where this browser is not signed in. Open Millrace there, and begin again.`,
    );
  }

  /** What is to be connected: what was filled in now, or what the connection holds already. */
  private async ask(workspaceId: string, request: StartOAuthRequest): Promise<AskedSignIn> {
    const { name, reconnect, fields, scopes, allowedHosts } = request;
    const found = await this.secrets.read({ workspaceId, name });
    if (!reconnect) {
      if (found !== undefined) throw nameTaken(name);
      return { ...(await this.sort(workspaceId, request)), name, isReconnect: false, ...given({ scopes }) };
    }
    const use = found?.connection.use;
    if (found === undefined || use === undefined) throw noSuchConnection(name);
    const { connector, authKind } = use;
    const hosts = allowedHosts ?? use.allowedHosts;
    const kept = { connector, authKind, fields: use.fields, secrets: found.secrets, ...given({ allowedHosts: hosts }) };
    const sorted =
      fields === undefined
        ? kept
        : await this.sort(workspaceId, { connector, authKind, fields, ...given({ allowedHosts: hosts }) });
    return { ...sorted, name, isReconnect: true, ...given({ scopes, before: scopesOf(found.connection) }) };
  }

  private async sort(
    workspaceId: string,
    { connector, authKind, fields = {}, allowedHosts }: FilledIn,
  ): Promise<Omit<AskedSignIn, 'name' | 'isReconnect'>> {
    // Said first, since whoever chose a way without a sign-in has filled in other fields.
    await this.requireSignIn({ workspaceId, connector, authKind });
    const about = { workspaceId, connector, authKind, fields: fields as JsonObject, allowedHosts };
    const { use, secrets } = await sortConnection(this.connectors, about);
    return { ...use, secrets };
  }

  private async requireSignIn(about: {
    readonly workspaceId: string;
    readonly connector: string;
    readonly authKind: string;
  }): Promise<{ readonly auth: OAuth2Auth }> {
    const { auth } = await findAuth(this.connectors, about);
    if (auth.kind === 'oauth2' && auth.grant === 'authorization_code' && auth.authorizeUrl !== undefined)
      return { auth };
    throw new ServerError(
      'oauth.no_sign_in',
      `Nobody signs in by "${about.authKind}" of ${about.connector}: create the connection with its fields instead.`,
    );
  }
}

interface FilledIn extends Pick<StartOAuthRequest, 'connector' | 'authKind' | 'fields'> {
  readonly allowedHosts?: readonly string[] | undefined;
}
/** Who asks, as the request shows it. */
export interface AskingBrowser {
  /** Undefined for a key. */
  readonly sessionHash: string | undefined;
  /** Of the page that asks. */
  readonly origin: string | undefined;
}
type AskedSignIn = Omit<BegunSignIn, 'redirectUrl' | 'state' | 'nonce' | 'verifier' | 'scopes'> & {
  readonly scopes?: readonly string[];
  /** What the service gave the last time. */
  readonly before?: readonly string[];
};

/** Those asked for; else those that it had; else all that the connector knows. */
function chooseScopes(auth: OAuth2Auth, { scopes, before = [] }: AskedSignIn): readonly string[] {
  const known = Object.keys(auth.scopes);
  const unknown = scopes?.filter((scope) => !known.includes(scope)) ?? [];
  if (unknown.length > 0)
    throw new ServerError(
      'connection.fields_invalid',
      `The connector does not name these scopes: ${unknown.join(', ')}.`,
    );
  if (scopes !== undefined) return scopes;
  const again = known.filter((scope) => before.includes(scope));
  return again.length > 0 ? again : known;
}

const scopesOf = ({ use }: Connection): readonly string[] | undefined => use?.scopes;

/** Members that have a value. */
function given<T extends object>(members: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

const clientMissing = (connector: string): ServerError =>
  new ServerError(
    'oauth.client_missing',
    `This workspace is not registered with the service of ${connector} yet: an administrator enters a client first.`,
  );

const nameTaken = (name: string): ServerError =>
  new ServerError(
    'connection.name_taken',
    `There is a connection "${name}" already. Sign in again for that one instead.`,
  );
