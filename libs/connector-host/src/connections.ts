// How connections come to a host, and what may be in them.
import type { Auth, JsonObject, JsonValue, OAuth2Auth } from '@millrace/connector-sdk';
import type { CallConnection } from '@millrace/connector-sdk/platform';
import { createFieldsCheck } from './schema-check.ts';

interface ConnectionAddress {
  readonly workspaceId: string;
  readonly name: string;
  /** Of the connector that asks: a connection is for the one that it was made for. */
  readonly connector: string;
}
/** What a service gives for what a person has filled in. */
export interface ObtainedToken {
  readonly secrets: Readonly<Record<string, string>>;
  /** Absent: the service says when it takes it no more. */
  readonly expiresAtMs?: number;
  /** When only a person can get another one. Absent: as before, or never. */
  readonly renewableUntilMs?: number;
  /** Absent: as before. */
  readonly scopes?: readonly string[];
}
/** Exchanges what a connection holds. Rejects with `RetryableError`, or `PauseError` when a person must sign in again. */
export type ObtainToken = (
  held: { readonly fields: JsonObject; readonly secrets: Readonly<Record<string, string>> },
  /** What it gave last. */
  current: Readonly<Record<string, string>> | undefined,
) => Promise<ObtainedToken>;

/** Where connections, and what they hold, come from. */
export interface HostConnections {
  /** Rejects with `FatalError` for one that is not there or another connector's, `PauseError` for one that a person must mend. */
  resolve(request: ConnectionRequest): Promise<CallConnection>;
  /** Fresh credentials instead of those that a service did not accept; undefined when there are none to be had. */
  refresh(request: ConnectionRequest & { readonly used: CallConnection }): Promise<CallConnection | undefined>;
  /** A call with it has ended. `refusal`: the service did not accept the credentials; a sentence. */
  noteOutcome(outcome: {
    readonly used: CallConnection;
    readonly refusal?: string;
    /** Somebody only wanted to know whether it works. */
    readonly isTest?: boolean;
  }): void;
  /** How a connector gets tokens by OAuth 2: for that the platform has a registration with the service. */
  tokensByOAuth?(request: OAuthRequest): ObtainToken;
}
/** For whom tokens are got, and in which way. */
export interface OAuthRequest {
  readonly workspaceId: string;
  readonly connector: string;
  readonly authKind: string;
  readonly auth: OAuth2Auth;
}
export interface ConnectionRequest extends ConnectionAddress {
  /** How that way of signing in exchanges what was filled in; undefined when it does not. */
  readonly tokensOf: (authKind: string) => ObtainToken | undefined;
}

/** What a person has filled in, as it is kept. */
export type SortedFields =
  | { readonly kind: 'fit'; readonly fields: JsonObject; readonly secrets: Readonly<Record<string, string>> }
  | { readonly kind: 'misfit'; readonly problem: string };

/** Checks what was filled in for a way of signing in, and takes the secrets out of it. */
export function sortFields({ fields: schema }: Pick<Auth, 'fields'>, given: JsonObject): SortedFields {
  const problem = createFieldsCheck(schema)(given);
  if (problem !== undefined) return { kind: 'misfit', problem };
  const isSecret = secretNamesOf(schema);
  const entries = Object.entries(given);
  return {
    kind: 'fit',
    fields: Object.fromEntries(entries.filter(([name]) => !isSecret.has(name))),
    secrets: Object.fromEntries(
      entries.flatMap(([name, value]) => (isSecret.has(name) && typeof value === 'string' ? [[name, value]] : [])),
    ),
  };
}

/** The fields that nobody may read again. */
function secretNamesOf(schema: object): ReadonlySet<string> {
  const { properties = {} } = schema as {
    readonly properties?: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
  };
  return new Set(Object.keys(properties).filter((name) => properties[name]?.['x-sensitive'] === true));
}
