import type {
  CallConnection,
  ConnectionRequest,
  HostConnections,
  OAuthRequest,
  ObtainToken,
} from '@millrace/connector-host';
import { FatalError, PauseError } from '@millrace/connector-sdk';
import type { Clock, Connection, ConnectionHealth, ConnectionStore, ConnectorUse } from '@millrace/runtime';
import type { OAuthTokens } from '../oauth/oauth-tokens.ts';
import type { ConnectionSecrets } from './connection-secrets.ts';
import type { HeldToken, TokenKeeper, TokenOwner } from './token-keeper.ts';

interface ResolverParts {
  readonly secrets: Pick<ConnectionSecrets, 'read' | 'forget'>;
  readonly connections: Pick<ConnectionStore, 'noteHealth' | 'noteUse'>;
  readonly keeper: TokenKeeper;
  readonly oauth: Pick<OAuthTokens, 'tokensOf'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Told when something could not be noted; nobody waits for that. */
  readonly report: (cause: unknown) => void;
}

const NOTE_INTERVAL_MS = 60_000;
const MAX_NOTED = 10_000;

interface Noted {
  readonly atMs: number;
  readonly state: ConnectionHealth['state'] | undefined;
}

/** Connections as calls need them, and what calls show of them. */
export class ConnectionResolver implements HostConnections {
  readonly #parts: ResolverParts;
  /** Of each connection in its version: when what was told last. A thousand calls a second are one row a minute. */
  readonly #noted = new Map<string, Noted>();

  constructor(parts: ResolverParts) {
    this.#parts = parts;
  }

  async resolve(request: ConnectionRequest): Promise<CallConnection> {
    const { connection, use, secrets } = await this.#find(request);
    const owner = ownerOf(connection, use, { secrets, tokensOf: request.tokensOf });
    const token = owner === undefined ? undefined : await this.#tokenFor(connection, owner);
    return toCallConnection(connection, use, { secrets, token });
  }

  /** Of one that needs a person the service is not asked again and again: what it gave last is used as long as it lasts. */
  async #tokenFor(connection: Connection, owner: TokenOwner): Promise<HeldToken> {
    const { keeper } = this.#parts;
    const { health } = connection.use ?? {};
    if (health?.state !== 'needs_person') return this.#orPerson(connection, keeper.current(owner));
    const lasting = await keeper.lasting(owner);
    if (lasting !== undefined) return lasting;
    throw new PauseError(`The connection "${connection.name}" needs a person: ${health.detail ?? 'sign in again.'}`, {
      detail: { code: 'connection.needs_person' },
    });
  }

  /** When the service takes what we hold no more, nobody but a person can help. */
  async #orPerson(connection: Connection, getting: Promise<HeldToken>): Promise<HeldToken> {
    try {
      return await getting;
    } catch (cause) {
      if (needsPerson(cause)) await this.#notePerson(connection, cause as Error);
      throw cause;
    }
  }

  async #notePerson({ id, version }: Connection, { message }: Error): Promise<void> {
    const { connections, secrets, report } = this.#parts;
    try {
      await connections.noteHealth({ id, version, state: 'needs_person', detail: message });
      secrets.forget();
    } catch (cause) {
      // It is found out again by the next call.
      report(cause);
    }
  }

  tokensByOAuth(request: OAuthRequest): ObtainToken {
    return this.#parts.oauth.tokensOf(request);
  }

  /** What a person has typed in is not refreshed by anybody else; what was exchanged for it is. */
  async refresh({ used, ...request }: Parameters<HostConnections['refresh']>[0]): Promise<CallConnection | undefined> {
    const { connection, use, secrets } = await this.#find(request);
    const owner = ownerOf(connection, use, { secrets, tokensOf: request.tokensOf });
    // Who needs a person has been asked already.
    if (owner === undefined || use.health.state === 'needs_person') return undefined;
    const fresh = this.#parts.keeper.fresh(owner, partsOf(used).tokenVersion);
    const token = await this.#orPerson(connection, fresh);
    return toCallConnection(connection, use, { secrets, token });
  }

  async #find({ workspaceId, name, connector }: ConnectionRequest): Promise<FoundConnection> {
    const found = await this.#parts.secrets.read({ workspaceId, name });
    if (found === undefined) {
      // It was there when the workflow was published: what waits for it goes on when somebody makes it again.
      throw new PauseError(`There is no connection "${name}" any more. Make one under the same name.`, {
        detail: { code: 'connection.not_found' },
      });
    }
    const { connection, secrets } = found;
    const { use } = connection;
    if (use?.connector === connector) return { connection, use, secrets };
    const whose = use === undefined ? 'is for webhooks' : `was made for ${use.connector}`;
    throw new FatalError(`The connection "${name}" ${whose}, and ${connector} asks for it.`, {
      detail: { code: 'connection.other_connector' },
    });
  }

  noteOutcome({ used, refusal, isTest = false }: Parameters<HostConnections['noteOutcome']>[0]): void {
    // Whoever tests says what came of it, and to look whether it works is not to use it.
    if (isTest) return;
    const { id, version } = partsOf(used);
    const state = refusal === undefined ? 'ok' : 'broken';
    const nowMs = this.#parts.clock.monotonicMs();
    const last = this.#noted.get(used.key);
    if (last?.state === state && nowMs - last.atMs < NOTE_INTERVAL_MS) return;
    if (this.#noted.size >= MAX_NOTED) this.#noted.clear();
    this.#noted.set(used.key, { atMs: nowMs, state });
    const { connections, report } = this.#parts;
    const detail = refusal === undefined ? {} : { detail: refusal };
    void Promise.all([
      connections.noteUse({ id, isGood: refusal === undefined }),
      connections.noteHealth({ id, version, state, ...detail }),
    ]).catch(report);
  }
}

/** Sooner or later is of no use: somebody must sign in again. Another client, or a service that is down, may mend by itself. */
function needsPerson(cause: unknown): boolean {
  const { connectorFailure, detail } = cause as {
    readonly connectorFailure?: unknown;
    readonly detail?: { readonly code?: unknown };
  };
  return connectorFailure === 'pause' && !String(detail?.code).startsWith('oauth.client_');
}

interface FoundConnection {
  readonly connection: Connection;
  readonly use: ConnectorUse;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Of a way of signing in that exchanges what was filled in. */
function ownerOf(
  { workspaceId, id }: Connection,
  { authKind, fields }: ConnectorUse,
  { secrets, tokensOf }: Pick<FoundConnection, 'secrets'> & Pick<ConnectionRequest, 'tokensOf'>,
): TokenOwner | undefined {
  const obtain = tokensOf(authKind);
  if (obtain === undefined) return undefined;
  return { workspaceId, connectionId: id, obtain: (current) => obtain({ fields, secrets }, current?.secrets) };
}

function toCallConnection(
  { id, version, name }: Connection,
  { authKind, fields, allowedHosts }: ConnectorUse,
  { secrets, token }: Pick<FoundConnection, 'secrets'> & { readonly token: HeldToken | undefined },
): CallConnection {
  // What gets new tokens is for the platform alone.
  const { refresh_token: _, ...usable } = token?.secrets ?? {};
  return {
    // Names the connection in its version, and that of its token.
    ...{ name, key: `${id}:${version}:${token?.version ?? 0}`, authKind, fields },
    secrets: { ...secrets, ...usable },
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
  };
}

function partsOf({ key }: CallConnection): {
  readonly id: string;
  readonly version: number;
  readonly tokenVersion: number;
} {
  const [id = '', version, tokenVersion] = key.split(':');
  return { id, version: Number(version), tokenVersion: Number(tokenVersion) };
}
