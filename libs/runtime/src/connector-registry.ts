import type { JsonObject, JsonValue } from '@millrace/machine';
import type { Approval, ConnectorPermissions } from './connector-permissions.ts';

/** A name and, of its versions, the one that new workflows get. */
export interface RegisteredConnector {
  readonly workspaceId: string;
  readonly name: string;
  /**
   * The key that signed the first version that is no draft: nobody else may publish under the name. Absent: that one was not
   * signed, or there is none yet.
   */
  readonly ownerKeyId?: string;
  readonly latestVersion?: string;
  /** `METHOD path` -> action, of the documents that it was made of. */
  readonly actionNames: Readonly<Record<string, string>>;
}

/**
 * `draft`: its author's, and may be replaced. `published`. `deprecated`: another one is better. `yanked`: what is pinned to it
 * goes on, nothing new begins with it.
 */
export type ConnectorVersionState = 'draft' | 'published' | 'deprecated' | 'yanked';
export type RegisteredOrigin = 'package' | 'openapi' | 'piece';

/** One version of a connector, without its package. */
export interface ConnectorVersion {
  readonly workspaceId: string;
  readonly name: string;
  readonly version: string;
  readonly state: ConnectorVersionState;
  readonly origin: RegisteredOrigin;
  /** Everything about it that is no function. */
  readonly manifest: JsonObject;
  /** SVG text. */
  readonly icon: string;
  /** Markdown, as the changelog. */
  readonly readme: string;
  readonly changelog: string;
  /** Hex, of the package; of the manifest where there is no package. */
  readonly sha512: string;
  /** The key whose signature came with it. */
  readonly signedBy?: string;
  /** How it was made, when not of a package. */
  readonly source?: JsonObject;
  /** What has changed since the version before. */
  readonly changes: readonly JsonObject[];
  readonly successor?: string;
  readonly authorId?: string;
  readonly authorName: string;
  readonly publishedAtMs: number;
  /** Absent: nobody who may promote has said yes to what it may do. A draft has none. */
  readonly approvedAtMs?: number;
  /** Why nothing of it is called any more. */
  readonly blockedBecause?: string;
}

/** What of a version may change, and whose it is while it is a draft. */
export type ConnectorVersionStanding = Pick<
  ConnectorVersion,
  'version' | 'state' | 'sha512' | 'approvedAtMs' | 'blockedBecause' | 'successor' | 'authorId'
>;

export interface NamedStanding extends ConnectorVersionStanding {
  readonly name: string;
}

/** A version without what is large about it: a list of a hundred would fill a memory. */
export interface ListedConnectorVersion extends Omit<ConnectorVersion, 'manifest' | 'icon' | 'readme' | 'source'> {
  readonly permissions: ConnectorPermissions;
}

export interface NewConnectorVersion extends Omit<
  ConnectorVersion,
  'publishedAtMs' | 'approvedAtMs' | 'successor' | 'blockedBecause' | 'state'
> {
  readonly state: 'draft' | 'published';
  readonly package?: Uint8Array;
  readonly document?: Uint8Array;
}

export type PublishOutcome =
  | ({ readonly kind: 'published'; readonly isLatest: boolean } & Approval)
  /** There is one that is no draft. */
  | { readonly kind: 'version_taken' }
  /** The name is another key's. */
  | { readonly kind: 'name_taken' };

export type PromoteOutcome =
  | { readonly kind: 'promoted' }
  /** There is none, or it is a draft, or yanked. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'unapproved'; readonly toApprove: readonly string[] };

export interface PublisherKey {
  readonly keyId: string;
  readonly name: string;
  /** PEM. */
  readonly publicKey: string;
  readonly addedBy: string;
  readonly addedAtMs: number;
}

export interface ConnectorSample {
  readonly action: string;
  readonly output: JsonValue;
  readonly savedBy: string;
  readonly savedAtMs: number;
}

interface ConnectorName {
  readonly workspaceId: string;
  readonly name: string;
}
interface ConnectorVersionName extends ConnectorName {
  readonly version: string;
}

/** Connectors that workspaces have published. A version never changes, but for its state and a draft. */
export interface ConnectorRegistryStore {
  /**
   * Keeps a version, and promotes it when asked, if what it may do is approved: else it is only published. A version that may do
   * no more than an approved one is approved with it. A draft replaces the draft of its name and version.
   */
  publish(request: {
    readonly version: NewConnectorVersion;
    readonly promote: boolean;
    /** What somebody who may promote has said yes to. */
    readonly approved?: readonly string[];
    /** Added to those of the versions before. */
    readonly actionNames?: Readonly<Record<string, string>>;
  }): Promise<PublishOutcome>;
  findConnector(name: ConnectorName): Promise<RegisteredConnector | undefined>;
  /**
   * Without a version: the latest; of a connector that has none, the newest that is not yanked. One that is not approved only
   * where none ever was, and a draft only where nothing else was ever published: what ran a version must not go on with what
   * nobody has looked at because that version was yanked.
   */
  find(address: ConnectorName & { readonly version?: string }): Promise<ConnectorVersion | undefined>;
  /** As `find`, without what is large about it: asked once a second for whatever is called. */
  peek(address: ConnectorName & { readonly version?: string }): Promise<ConnectorVersionStanding | undefined>;
  /** The bytes as they were signed. */
  readPackage(version: ConnectorVersionName): Promise<Uint8Array | undefined>;
  /** What a version was made of. */
  readDocument(version: ConnectorVersionName): Promise<Uint8Array | undefined>;
  /** As `peek`, of each connector that has a latest version. By name. */
  peekLatest(workspaceId: string): Promise<readonly NamedStanding[]>;
  /** Newest first; at most 1,000. */
  listVersions(name: ConnectorName): Promise<readonly ListedConnectorVersion[]>;
  /** Version numbers of all connectors, drafts and yanked ones left out. */
  listNumbers(workspaceId: string): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Permissions of the approved versions, newest first; without those that are blocked. */
  listApproved(name: ConnectorName): Promise<readonly ConnectorPermissions[]>;
  /** Makes it the latest, and approved, with all that may do no more. Takes turns with all else that changes the connector. */
  promote(version: ConnectorVersionName & { readonly approved?: readonly string[] }): Promise<PromoteOutcome>;
  /** False when there is no such version, or it is a draft. A yanked one is the latest no more. */
  setState(
    request: ConnectorVersionName & {
      readonly state: Exclude<ConnectorVersionState, 'draft'>;
      readonly successor?: string;
    },
  ): Promise<boolean>;
  /** For whatever has these bytes, now or later. */
  block(request: {
    readonly workspaceId: string;
    readonly sha512: string;
    readonly reason: string;
    readonly blockedBy: string;
  }): Promise<void>;
  unblock(request: { readonly workspaceId: string; readonly sha512: string }): Promise<void>;
}

/** Keys whose signatures count in a workspace. */
export interface PublisherKeyStore {
  /** False when there is one of that id. */
  add(request: Omit<PublisherKey, 'addedAtMs'> & { readonly workspaceId: string }): Promise<boolean>;
  /** By id. */
  list(workspaceId: string): Promise<readonly PublisherKey[]>;
  /** False when there is none. */
  remove(request: { readonly workspaceId: string; readonly keyId: string }): Promise<boolean>;
}

/** What actions have answered once, kept to map by. */
export interface ConnectorSampleStore {
  /** In place of the one before. */
  save(request: SampleName & { readonly output: JsonValue; readonly savedBy: string }): Promise<void>;
  /** By action. */
  list(request: Omit<SampleName, 'action'>): Promise<readonly ConnectorSample[]>;
  /** False when there is none. */
  remove(request: SampleName): Promise<boolean>;
}
interface SampleName {
  readonly workspaceId: string;
  readonly connector: string;
  readonly action: string;
}

/** A workflow that uses a connector. */
export interface ConnectorUser {
  readonly workflow: string;
  /** How the live version uses it, and how the draft does. */
  readonly live?: ConnectorUseOf & { readonly versionId: string; readonly number: number };
  readonly draft?: ConnectorUseOf;
}
export interface ConnectorUseOf {
  /** The version that is pinned. */
  readonly pin?: string;
  /** What is called, by name. */
  readonly actions: readonly string[];
  readonly triggers: readonly string[];
}
/** Who uses a connector, by what documents say. */
export interface ConnectorUsers {
  /** By name of the workflow. */
  list(request: {
    readonly workspaceId: string;
    readonly connector: string;
    readonly limit: number;
  }): Promise<readonly ConnectorUser[]>;
}
