import type { Clock, ConnectionStore, SealedConnection, SealedFields } from '@millrace/runtime';
import { SecurityError, type SealAddress, type Vault } from '@millrace/security';
import type { ConnectionFields } from './connections.dto.ts';
import type { TokenPlace } from './token-keeper.ts';

const TTL_MS = 1000;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly connection: Promise<SealedConnection | undefined>;
  readonly untilMs: number;
}

/**
 * The only way to what connections hold. Envelopes are remembered for a second, since events come faster than secrets change;
 * what is in them is decrypted for each use, and kept by nobody.
 */
export class ConnectionSecrets {
  private entries = new Map<string, Entry>();

  constructor(
    private readonly connections: Pick<ConnectionStore, 'find'>,
    private readonly vault: Vault | undefined,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
  ) {}

  /** The fields of a connection, and those before while they count; nothing when there is no such connection. */
  async resolve(request: {
    readonly workspaceId: string;
    readonly name: string;
  }): Promise<readonly ConnectionFields[]> {
    const connection = await this.find(request);
    if (connection === undefined) return [];
    const { current, previous } = connection;
    return [current, ...(previous === undefined ? [] : [previous])].map((fields) => this.open(connection, fields));
  }

  /** A connection with what it holds now; undefined when there is none. */
  async read(request: { readonly workspaceId: string; readonly name: string }): Promise<OpenedConnection | undefined> {
    const connection = await this.find(request);
    return connection && { connection, secrets: this.open(connection, connection.current) };
  }

  /** Encrypts fields for one version of one connection. `vault.no_key`, `vault.too_large`. */
  seal(place: ConnectionPlace, fields: ConnectionFields): Buffer {
    return this.requireVault().seal(addressOf(place), Buffer.from(JSON.stringify(fields)));
  }

  /** Encrypts what was exchanged for a connection's fields. */
  sealToken({ connectionId, ...place }: TokenPlace, secrets: ConnectionFields): Buffer {
    return this.sealRecord({ ...place, recordId: connectionId }, secrets);
  }

  openToken({ connectionId, ...place }: TokenPlace, sealed: Uint8Array): ConnectionFields {
    return this.openRecord({ ...place, recordId: connectionId }, sealed);
  }

  /** Encrypts what else there is of OAuth: the secret of a registration, what a sign-in was begun with. */
  sealRecord({ workspaceId, recordId, version }: RecordPlace, secrets: ConnectionFields): Buffer {
    const address: SealAddress = { kind: 'oauth', workspaceId, recordId, recordVersion: version };
    return this.requireVault().seal(address, Buffer.from(JSON.stringify(secrets)));
  }

  openRecord({ workspaceId, recordId, version }: RecordPlace, sealed: Uint8Array): ConnectionFields {
    const address: SealAddress = { kind: 'oauth', workspaceId, recordId, recordVersion: version };
    return JSON.parse(this.requireVault().open(address, sealed).toString('utf8')) as ConnectionFields;
  }

  /** Encrypts the secret by which a service signs what it tells. */
  sealSubscription(place: SubscriptionPlace, secret: string): Buffer {
    return this.requireVault().seal(subscriptionAddressOf(place), Buffer.from(secret));
  }

  openSubscription(place: SubscriptionPlace, sealed: Uint8Array): string {
    return this.requireVault().open(subscriptionAddressOf(place), sealed).toString('utf8');
  }

  /** Encrypts what a channel of alerts keeps: an address that is a secret, or what it signs by. */
  sealChannel({ workspaceId, recordId, version }: RecordPlace, secrets: object): Buffer {
    const address: SealAddress = { kind: 'webhook', workspaceId, recordId, recordVersion: version };
    return this.requireVault().seal(address, Buffer.from(JSON.stringify(secrets)));
  }

  openChannel({ workspaceId, recordId, version }: RecordPlace, sealed: Uint8Array): unknown {
    const address: SealAddress = { kind: 'webhook', workspaceId, recordId, recordVersion: version };
    return JSON.parse(this.requireVault().open(address, sealed).toString('utf8')) as unknown;
  }

  /** After a change here, the next use asks again at once. */
  forget(): void {
    this.entries = new Map();
  }

  private open({ workspaceId, id }: SealedConnection, { version, sealed }: SealedFields): ConnectionFields {
    const text = this.requireVault().open(addressOf({ workspaceId, id, version }), sealed);
    return JSON.parse(text.toString('utf8')) as ConnectionFields;
  }

  private requireVault(): Vault {
    if (this.vault !== undefined) return this.vault;
    throw new SecurityError(
      'vault.no_key',
      'This installation has no encryption key, so it keeps no secrets. Set MILLRACE_ENCRYPTION_KEY and start it again.',
    );
  }

  private find({ workspaceId, name }: { readonly workspaceId: string; readonly name: string }): Entry['connection'] {
    const key = `${workspaceId}\n${name}`;
    const nowMs = this.clock.monotonicMs();
    const known = this.entries.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.connection;
    const connection = this.connections.find({ workspaceId, name });
    if (this.entries.size >= MAX_ENTRIES) this.forget();
    this.entries.set(key, { connection, untilMs: nowMs + TTL_MS });
    // A failed look-up must not be the answer for a second.
    connection.catch(() => this.entries.delete(key));
    return connection;
  }
}

export interface OpenedConnection {
  readonly connection: SealedConnection;
  readonly secrets: ConnectionFields;
}

interface ConnectionPlace {
  readonly workspaceId: string;
  readonly id: string;
  readonly version: number;
}

function addressOf({ workspaceId, id, version }: ConnectionPlace): SealAddress {
  return { kind: 'connection', workspaceId, recordId: id, recordVersion: version };
}

/** What is sealed is bound to its row, in its version. */
export interface RecordPlace {
  readonly workspaceId: string;
  readonly recordId: string;
  readonly version: number;
}

interface SubscriptionPlace {
  readonly workspaceId: string;
  readonly id: string;
}

/** A secret is made with its subscription, and never changed. */
function subscriptionAddressOf({ workspaceId, id }: SubscriptionPlace): SealAddress {
  return { kind: 'webhook', workspaceId, recordId: id, recordVersion: 1 };
}
