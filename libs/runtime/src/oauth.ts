import type { SealedFields } from './connection.ts';

/** The operator's own registration with a service: what a connector of it signs in as. */
export interface OAuthClient {
  readonly id: string;
  readonly workspaceId: string;
  readonly connector: string;
  /** One of the connector's ways of signing in. */
  readonly authKind: string;
  readonly clientId: string;
  /** Raised by every change. */
  readonly version: number;
  /** Its secret, bound to workspace, id and version. Absent: a public client, which has none. */
  readonly sealed?: Uint8Array;
  readonly updatedAtMs: number;
}
interface OAuthClientAddress {
  readonly workspaceId: string;
  readonly connector: string;
  readonly authKind: string;
}

/** Registrations with services, one for each way of signing in of a connector, in each workspace. */
export interface OAuthClientStore {
  find(address: OAuthClientAddress): Promise<OAuthClient | undefined>;
  /** Keeps the first, of version 1, or replaces the one of the version before. The id is given, since the secret is bound to it. */
  save(client: Omit<OAuthClient, 'updatedAtMs'>): Promise<OAuthClient | 'changed'>;
  /** False when there is none. */
  remove(address: OAuthClientAddress): Promise<boolean>;
}

/** Somebody who was sent to a service to sign in there. */
export interface OAuthSignIn extends Pick<SealedFields, 'sealed'> {
  readonly id: string;
  readonly workspaceId: string;
  readonly userId: string;
}
/** How far a sign-in got, for whoever waits for it. */
export interface OAuthProgress {
  readonly expiresAtMs: number;
  /** Its time is over, by the store's clock. */
  readonly isOver: boolean;
  /** JSON text; absent as long as nobody has come back. */
  readonly outcome?: string;
}

/** Sign-ins under way: each is ended once, by the browser that began it, in its time. */
export interface OAuthStateStore {
  /** Also forgets what ended more than a day ago. */
  begin(
    signIn: OAuthSignIn & {
      readonly stateHash: string;
      /** Of the session of the browser that begins. */
      readonly sessionHash: string;
      readonly lifeSeconds: number;
    },
  ): Promise<{ readonly expiresAtMs: number }>;
  /** What was begun, for the first who brings the state back in time, in the same session; nobody else learns whether there is one. */
  take(back: { readonly stateHash: string; readonly sessionHash: string }): Promise<OAuthSignIn | undefined>;
  /** Says how it ended. */
  finish(end: { readonly id: string; readonly outcome: string }): Promise<void>;
  /** Of this user only. */
  find(request: {
    readonly id: string;
    readonly workspaceId: string;
    readonly userId: string;
  }): Promise<OAuthProgress | undefined>;
}
