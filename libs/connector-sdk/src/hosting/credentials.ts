// Puts a connection's secrets into requests: after all mapping, by the platform, never by the connector.
import type { Auth } from '../auth.ts';
import { FatalError } from '../failures.ts';
import type { HttpRequest } from '../http.ts';
import type { JsonObject } from '../json.ts';
import { CONNECTION_FIELD, fieldText } from './connection-fields.ts';

/** A connection as one call needs it. */
export interface CallConnection {
  readonly name: string;
  /** Names connection and version: what was made with its secrets is kept by it. */
  readonly key: string;
  /** The auth kind of the connector that it was made for. */
  readonly authKind: string;
  readonly fields: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  /** Where it may be used, beside the hosts that the connector names. */
  readonly allowedHosts?: readonly string[];
}

type Additions = NonNullable<HttpRequest['credentials']>;
type Applied = Exclude<Auth, { readonly kind: 'none' }>;
type Apply<Kind extends Auth> = (auth: Kind, connection: CallConnection) => Additions;

const bearer = (token: string): Additions => ({ headers: { authorization: `Bearer ${token}` } });

const APPLY: { readonly [Kind in Applied['kind']]: Apply<Extract<Applied, { readonly kind: Kind }>> } = {
  apiKey: ({ in: place, name: template, prefix = '' }, connection) => {
    const name = fieldsIn(template, connection.fields);
    const value = prefix + onlySecret(connection);
    return place === 'query' ? { query: { [name]: value } } : { headers: { [name]: value } };
  },
  // RFC 7617: as UTF-8.
  basic: (_, { fields, secrets }) => {
    const pair = `${fieldText(fields, 'username')}:${secrets.password ?? ''}`;
    return { headers: { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` } };
  },
  bearer: (_, connection) => bearer(onlySecret(connection)),
  oauth2: (_, { secrets, name }) => {
    if (secrets.access_token === undefined)
      throw new FatalError(`The connection "${name}" has no token. Connect it first.`, {
        detail: { code: 'connection.not_connected' },
      });
    return bearer(secrets.access_token);
  },
  custom: ({ apply = {} }, connection) => ({
    headers: fillAll(apply.headers, connection),
    query: fillAll(apply.query, connection),
  }),
};

/** Each text with the secrets, or the fields, that it names. */
function fillAll(
  templates: Readonly<Record<string, string>> = {},
  { secrets, fields, name: connection }: CallConnection,
): Readonly<Record<string, string>> {
  const valueOf = (name: string): string => {
    const value = Object.hasOwn(secrets, name) ? (secrets[name] ?? '') : fieldText(fields, name);
    if (value !== '') return value;
    throw new FatalError(`The connection "${connection}" has no "${name}". Fill it in.`, {
      detail: { code: 'connection.not_connected' },
    });
  };
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => [
      name,
      template.replace(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, (_, field: string) => valueOf(field)),
    ]),
  );
}

/** Some services let each installation name its header. */
const fieldsIn = (template: string, fields: JsonObject): string =>
  template.replace(CONNECTION_FIELD, (_, name: string) => fieldText(fields, name));

function onlySecret({ secrets, name }: CallConnection): string {
  const [secret] = Object.values(secrets);
  if (secret !== undefined) return secret;
  throw new FatalError(`The connection "${name}" holds no secret.`, { detail: { code: 'connection.not_connected' } });
}

/** A request with the connection's credentials. Whatever holds a secret is told, so that no record shows it. */
export async function applyCredentials(
  request: HttpRequest,
  {
    auth,
    connection,
    addSecret,
  }: {
    readonly auth: Auth;
    readonly connection: CallConnection;
    readonly addSecret: (secret: string) => void;
  },
): Promise<HttpRequest> {
  if (auth.kind === 'none') return request;
  if (auth.kind === 'custom' && auth.apply === undefined) return sign(request, auth, connection);
  const { headers, query } = (APPLY[auth.kind] as Apply<Auth>)(auth, connection);
  for (const value of [...Object.values(headers ?? {}), ...Object.values(query ?? {})]) {
    addSecret(value);
    // A header that echoes comes back without the word before it.
    const [, bare] = /^\S+ (\S+)$/.exec(value) ?? [];
    if (bare !== undefined) addSecret(bare);
  }
  const given = request.credentials;
  const applied = {
    ...request,
    credentials: { headers: { ...headers, ...given?.headers }, query: { ...query, ...given?.query } },
  };
  return auth.kind === 'custom' ? sign(applied, auth, connection) : applied;
}

async function sign(
  request: HttpRequest,
  auth: Extract<Auth, { readonly kind: 'custom' }>,
  { secrets }: CallConnection,
): Promise<HttpRequest> {
  return auth.sign === undefined ? request : auth.sign(request, secrets);
}
