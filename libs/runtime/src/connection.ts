import type { JsonObject } from '@millrace/machine';
import type { Page } from './ports.ts';

/** What a workflow or trigger needs to be trusted by another system, without what is secret about it. */
export interface Connection {
  readonly id: string;
  readonly workspaceId: string;
  /** Unique in the workspace: `[a-z0-9-]{1,64}`. */
  readonly name: string;
  readonly kind: ConnectionKind;
  /** Whose it is and how it signs in; of the kind `connector`. */
  readonly use?: ConnectorUse;
  /** The user who made it, while there is such a user. */
  readonly createdBy?: string;
  /** Names of the fields that are kept sealed. */
  readonly fieldNames: readonly string[];
  /** Raised by every change of the fields. */
  readonly version: number;
  readonly createdAtMs: number;
  /** When the fields were set. */
  readonly updatedAtMs: number;
  /** Until when the fields before these count too. */
  readonly previousUntilMs?: number;
}
/** `secret`: named values, such as the secret of a webhook. `connector`: what a connector signs in with. */
export type ConnectionKind = 'secret' | 'connector';

/** What a connector signs in with, beside its secrets. */
export interface ConnectorUse {
  readonly connector: string;
  /** One of the connector's ways of signing in. */
  readonly authKind: string;
  /** What is no secret. */
  readonly fields: JsonObject;
  /** Where it may be used, of all that the connector may call. Absent: all of that. */
  readonly allowedHosts?: readonly string[];
  readonly account?: ConnectionAccount;
  readonly health: ConnectionHealth;
  /** Until when the service takes what it gave last. */
  readonly tokenExpiresAtMs?: number;
  /** When only a person can get another one. */
  readonly tokenRenewableUntilMs?: number;
  /** What the service lets it do, of all that was asked for. */
  readonly scopes?: readonly string[];
  readonly lastUsedAtMs?: number;
  readonly lastGoodAtMs?: number;
}
/** Who a connection turned out to be. */
export interface ConnectionAccount {
  /** For people. */
  readonly label?: string;
  /** The service's own. */
  readonly id?: string;
}
export interface ConnectionHealth {
  /** `needs_person`: only somebody who signs in again can mend it. */
  readonly state: 'unknown' | 'ok' | 'needs_person' | 'broken';
  readonly sinceMs?: number;
  /** A sentence, without secrets. */
  readonly detail?: string;
}

/** What was exchanged for a connection's own fields: tokens, a session. */
export interface ConnectionToken extends SealedFields {
  /** When the service stops taking it; absent: it says when it does. */
  readonly expiresAtMs?: number;
  /** When only a person can get another one; absent: that is not known, or never. */
  readonly renewableUntilMs?: number;
  readonly obtainedAtMs: number;
  readonly scopes: readonly string[];
}

/** Bound to workspace, id and this version of the connection: elsewhere they do not open. */
export interface SealedFields {
  readonly version: number;
  readonly sealed: Uint8Array;
}
export interface SealedConnection extends Connection {
  readonly current: SealedFields;
  /** Those before, while they count. */
  readonly previous?: SealedFields;
}

/** A key-encryption key as the database knows it: by what it opens, never by what it is. */
export interface EncryptionKeyRecord {
  readonly id: string;
  readonly state: 'active' | 'decrypt_only' | 'retired';
  readonly canary: Uint8Array;
}

/** Connections, whose fields nothing here can read. */
export interface ConnectionStore {
  /** The id is given, since what is sealed is bound to it. */
  create(request: {
    readonly id: string;
    readonly workspaceId: string;
    readonly name: string;
    readonly kind: ConnectionKind;
    readonly use?: Pick<ConnectorUse, 'connector' | 'authKind' | 'fields' | 'allowedHosts'>;
    readonly createdBy?: string;
    readonly fieldNames: readonly string[];
    /** Of version 1. */
    readonly sealed: Uint8Array;
    /** Connections that a workspace may have. */
    readonly quota: number;
  }): Promise<
    { readonly kind: 'created'; readonly connection: Connection } | { readonly kind: 'name_taken' | 'quota_reached' }
  >;
  /** By name. */
  list(request: {
    readonly workspaceId: string;
    /** Only those of this connector. */
    readonly connector?: string;
    /** The last name of the page before. */
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<Connection>>;
  find(request: { readonly workspaceId: string; readonly name: string }): Promise<SealedConnection | undefined>;
  /**
   * Replaces the fields when `version` follows the stored one. Those before count so many seconds more. Tokens that were
   * exchanged for the fields before are gone, and whether the new ones work is unknown.
   */
  replace(request: {
    readonly workspaceId: string;
    readonly id: string;
    readonly fieldNames: readonly string[];
    /** Of the kind `connector`. */
    readonly use?: Pick<ConnectorUse, 'fields' | 'allowedHosts'>;
    readonly next: SealedFields;
    readonly previousSeconds: number;
  }): Promise<Connection | 'changed'>;
  /**
   * What became of using this version of it; an older one says nothing. `since` moves when the state changes. Of one that needs
   * a person nothing else is said until somebody has done something: new fields, or a test that `isMended` comes from.
   */
  noteHealth(request: {
    readonly id: string;
    readonly version: number;
    readonly state: ConnectionHealth['state'];
    readonly detail?: string;
    readonly account?: ConnectionAccount;
    readonly isMended?: boolean;
  }): Promise<void>;
  /**
   * One that was used within so many days and not tested for so many hours: the longest untested. It counts as tested from now
   * on, for every process. Those that need a person are left alone.
   */
  takeUntested(request: {
    readonly usedWithinDays: number;
    readonly untestedHours: number;
  }): Promise<Connection | undefined>;
  /** That it was used just now, and worked. Told at most once a minute. */
  noteUse(request: { readonly id: string; readonly isGood: boolean }): Promise<void>;
  /** False when there is none. */
  remove(request: { readonly workspaceId: string; readonly name: string }): Promise<boolean>;
  /** All keys, once there is one; else keeps the first, unless another process was first. */
  ensureKey(first: Omit<EncryptionKeyRecord, 'state'> | undefined): Promise<readonly EncryptionKeyRecord[]>;
}

/** Tokens of connections. One process at a time gets a new one: services end all of them when an old one comes twice. */
export interface ConnectionTokenStore {
  find(connectionId: string): Promise<ConnectionToken | undefined>;
  /** The right to get a new one, until the time is over. `undefined`: somebody else has it. */
  takeLease(request: { readonly connectionId: string; readonly leaseSeconds: number }): Promise<TokenLease | undefined>;
  /** Keeps a new one, whose version follows the one before, and ends the lease. False when the lease is another's by now. */
  save(request: {
    readonly connectionId: string;
    readonly fence: number;
    readonly token: Omit<ConnectionToken, 'obtainedAtMs'>;
  }): Promise<boolean>;
  /** Ends the lease; nothing has changed. */
  releaseLease(request: { readonly connectionId: string; readonly fence: number }): Promise<void>;
}

export interface TokenLease {
  readonly fence: number;
  /** The version that the new one follows; 0 when there was none. */
  readonly version: number;
  /** What is there now; absent too when the connection's fields have changed since. */
  readonly token?: ConnectionToken;
}

/** A workflow that names a connection. */
export interface ConnectionUser {
  /** The workflow's name. */
  readonly workflow: string;
  /** Which of its documents do. */
  readonly versions: readonly ('live' | 'draft')[];
}

/** Who would miss a connection. */
export interface ConnectionUsers {
  /** By name; so many at most. */
  list(request: {
    readonly workspaceId: string;
    readonly connection: string;
    readonly limit: number;
  }): Promise<readonly ConnectionUser[]>;
}
