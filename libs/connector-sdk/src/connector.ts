import type { Action } from './action.ts';
import type { Auth } from './auth.ts';
import type { Awaitable } from './awaitable.ts';
import type { ReadContext } from './context.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Trigger } from './trigger.ts';

/** What a connector may do beside computing. Shown to whoever installs it, and asked again when it grows. */
export interface Permissions {
  /** `api.example.com`, `*.example.com`, `{connection.subdomain}.example.com`. */
  readonly hosts?: readonly string[];
  /** `host:port`, raw TCP. */
  readonly sockets?: readonly string[];
  /** Its code may read secrets: without it the platform alone puts them into requests. */
  readonly secrets?: boolean;
  /** Default 256, at most 2,048. */
  readonly memoryMiB?: number;
}

/** Shared by all processes and workflows; waiting for it is no attempt. */
export interface RateLimit {
  readonly requests: number;
  readonly perSeconds: number;
  /** Calls at the same time. */
  readonly concurrent?: number;
  /** Default `connection`. */
  readonly scope?: 'connection' | 'connector';
}

/** What a field may be, as the service knows it. */
export interface OptionList {
  readonly items: readonly { readonly value: JsonValue; readonly label: string; readonly hint?: string }[];
  /** For the next page; null or absent when there is none. */
  readonly next?: string | null;
  /** Of an empty list: why there is nothing to choose, for people. */
  readonly reason?: string;
}
export interface OptionRequest {
  /** What has been filled in so far. */
  readonly input: JsonObject;
  readonly search?: string;
  readonly cursor?: string;
}
/** Named by `x-ui.options` of a field. */
export type OptionSource = (context: ReadContext, request: OptionRequest) => Awaitable<OptionList>;
/** Named by `x-ui.schema` of a field, or by `outputSchema` of an action: a JSON Schema. */
export type SchemaSource = (context: ReadContext, request: Pick<OptionRequest, 'input'>) => Awaitable<JsonObject>;

/** A collection that can be asked like a table of SQL. */
export interface Table {
  readonly primaryKey: readonly string[];
  readonly keys?: readonly {
    readonly column: string;
    readonly operators: readonly string[];
    readonly required?: boolean;
  }[];
  readonly cost?: { readonly rows: number };
  /** A paginated read action; key columns and the inputs that they go to. */
  readonly list: { readonly action: string; readonly inputs?: Readonly<Record<string, string>> };
}

export interface ConnectorDefinition {
  /** `^[a-z][a-z0-9-]{1,39}$`, for ever; `ap-` is reserved. */
  readonly name: string;
  readonly title: string;
  /** At most 140 characters. */
  readonly description: string;
  readonly categories: readonly string[];
  readonly docsUrl?: string;
  /** Start of every relative path, with `{connection.field}`. */
  readonly baseUrl?: string;
  readonly rateLimit?: RateLimit;
  readonly permissions?: Permissions;
  /** Own error names and what they mean: `{ TicketClosed: '…' }`, thrown as `AcmeDesk.TicketClosed`. */
  readonly errors?: Readonly<Record<string, string>>;
  /** Kinds of connections that it takes, by name. None: it needs no connection. */
  readonly auth?: Readonly<Record<string, Auth>>;
  readonly options?: Readonly<Record<string, OptionSource>>;
  readonly schemas?: Readonly<Record<string, SchemaSource>>;
  /** By name, `^[a-z][a-z0-9_]{1,63}$`. */
  readonly actions: Readonly<Record<string, Action>>;
  readonly triggers?: Readonly<Record<string, Trigger>>;
  readonly tables?: Readonly<Record<string, Table>>;
}
/** A connector as its module exports it. Version and icon are its package's. */
export interface Connector extends ConnectorDefinition {
  /** Major version of this SDK. */
  readonly sdk: typeof SDK_MAJOR;
}

export const SDK_MAJOR = 1;
const CONNECTOR_NAME = /^[a-z][a-z0-9-]{1,39}$/;
const MEMBER_NAME = /^[a-z][a-z0-9_]{1,63}$/;
const ERROR_NAME = /^[A-Z][A-Za-z0-9]{1,63}$/;

/** Checks the names, which can never change, and hands the connector on. */
export function defineConnector(definition: ConnectorDefinition): Connector {
  const { name, actions, triggers = {}, errors = {} } = definition;
  if (!CONNECTOR_NAME.test(name))
    throw new Error(`"${name}" is no connector name: lower-case letters, digits and hyphens, 2 to 40.`);
  for (const member of [...Object.keys(actions), ...Object.keys(triggers)]) {
    if (!MEMBER_NAME.test(member))
      throw new Error(
        `"${member}" is no name of an action or trigger: lower-case letters, digits and underscores, 2 to 64.`,
      );
  }
  for (const error of Object.keys(errors)) {
    if (!ERROR_NAME.test(error))
      throw new Error(`"${error}" is no name of an error: letters and digits, a capital first.`);
  }
  return { sdk: SDK_MAJOR, ...definition };
}

/** Before the name of an own error: `acme-desk` gives `AcmeDesk`. */
export function errorPrefixOf(connector: string): string {
  return connector
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
