import type { Page } from './ports.ts';

/** What a workflow or trigger needs to be trusted by another system, without what is secret about it. */
export interface Connection {
  readonly id: string;
  readonly workspaceId: string;
  /** Unique in the workspace: `[a-z0-9-]{1,64}`. */
  readonly name: string;
  /** `secret`: named values, such as the secret of a webhook. */
  readonly kind: ConnectionKind;
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
export type ConnectionKind = 'secret';

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
    /** The last name of the page before. */
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<Connection>>;
  find(request: { readonly workspaceId: string; readonly name: string }): Promise<SealedConnection | undefined>;
  /** Replaces the fields when `version` follows the stored one. Those before count so many seconds more. */
  replace(request: {
    readonly workspaceId: string;
    readonly id: string;
    readonly fieldNames: readonly string[];
    readonly next: SealedFields;
    readonly previousSeconds: number;
  }): Promise<Connection | 'changed'>;
  /** False when there is none. */
  remove(request: { readonly workspaceId: string; readonly name: string }): Promise<boolean>;
  /** All keys, once there is one; else keeps the first, unless another process was first. */
  ensureKey(first: Omit<EncryptionKeyRecord, 'state'> | undefined): Promise<readonly EncryptionKeyRecord[]>;
}
