import type { Static, TObject, TSchema } from 'typebox';
import type { Awaitable } from './awaitable.ts';
import type { CallContext, ReadContext } from './context.ts';
import type { HttpTemplate } from './http-template.ts';
import type { HttpRequest } from './http.ts';
import type { JsonObject } from './json.ts';
import { t } from './schema.ts';

/** Who a connection turned out to be. */
export interface Account {
  /** For people: a name or an address. */
  readonly label?: string;
  /** The service's own id: of a team, a number, an organisation. */
  readonly id?: string;
}
/** A request, or code: what it answers shows that the credentials work. */
export type AuthTest =
  | {
      readonly request: HttpTemplate;
      /** Templates over the answer's `body`, `status`, `headers`. */
      readonly label?: string;
      readonly id?: string;
    }
  | ((context: ReadContext) => Awaitable<Account>);

interface AuthCommon {
  readonly title: string;
  readonly description?: string;
  /** What a person fills in: an object with `t.Secret()` for what nobody may read again. */
  readonly fields: TSchema;
  readonly test?: AuthTest;
}
export interface NoAuth extends AuthCommon {
  readonly kind: 'none';
}
export interface ApiKeyAuth extends AuthCommon {
  readonly kind: 'apiKey';
  readonly in: 'header' | 'query';
  readonly name: string;
  /** Before the key: "Token ". */
  readonly prefix?: string;
}
export interface BasicAuth extends AuthCommon {
  readonly kind: 'basic';
}
export interface BearerAuth extends AuthCommon {
  readonly kind: 'bearer';
}
/**
 * RFC 6749; PKCE (RFC 7636) with S256 unless told otherwise. The client is the workspace's, entered by an administrator; or the
 * connection's own, by the fields `clientId` and `clientSecret`: so it must be where a field decides the host of `tokenUrl`.
 */
export interface OAuth2Auth extends AuthCommon {
  readonly kind: 'oauth2';
  readonly grant: 'authorization_code' | 'client_credentials';
  /** With `{connection.field}`. Of `authorization_code` only. */
  readonly authorizeUrl?: string;
  readonly tokenUrl: string;
  readonly revokeUrl?: string;
  /** What each is for, in words. */
  readonly scopes: Readonly<Record<string, string>>;
  /** Default a space. */
  readonly scopeSeparator?: string;
  readonly authorizeParams?: Readonly<Record<string, string>>;
  /** How the client names itself at `tokenUrl`; default `basic`. */
  readonly clientAuth?: 'basic' | 'body';
  readonly pkce?: boolean;
}
/** Sessions, signed tokens, signed requests. Its functions read secrets: the connector needs `permissions.secrets`. */
export interface CustomAuth extends AuthCommon {
  readonly kind: 'custom';
  /**
   * Several secrets, each in its place: `{name}` stands for a secret, or for a field of the connection. Data, so that the
   * platform does it, and no code reads a secret.
   */
  readonly apply?: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
  };
  exchange?(this: void, context: CallContext, fields: JsonObject): Awaitable<Exchanged>;
  sign?(this: void, request: HttpRequest, secrets: Readonly<Record<string, string>>): Awaitable<HttpRequest>;
}
export interface Exchanged {
  readonly secrets: Readonly<Record<string, string>>;
  /** Epoch milliseconds; without it they are good until the service refuses them. */
  readonly expiresAtMs?: number;
}
export type Auth = NoAuth | ApiKeyAuth | BasicAuth | BearerAuth | OAuth2Auth | CustomAuth;

type Given<Kind extends Auth> = Omit<Kind, 'kind' | 'fields'> & { readonly fields?: TObject };

/** Without `fields` of its own a kind asks for what it needs and nothing else. */
const make =
  <Kind extends Auth>(kind: Kind['kind'], usual: () => TObject) =>
  ({ fields, ...given }: Given<Kind>): Kind =>
    ({ kind, ...given, fields: fields ?? usual() }) as unknown as Kind;

const nothing = (): TObject => t.Object({}, { additionalProperties: false });

/** The kinds of credentials. The platform applies them, after mapping, to permitted hosts only. */
export const auth = {
  none: make<NoAuth>('none', nothing),
  /** The key is the only secret field. */
  apiKey: make<ApiKeyAuth>('apiKey', () =>
    t.Object({ key: t.Secret({ title: 'API key' }) }, { additionalProperties: false }),
  ),
  /** Fields `username` and `password`. RFC 7617. */
  basic: make<BasicAuth>('basic', () =>
    t.Object(
      { username: t.String({ title: 'User name' }), password: t.Secret({ title: 'Password' }) },
      { additionalProperties: false },
    ),
  ),
  /** The token is the only secret field. RFC 6750. */
  bearer: make<BearerAuth>('bearer', () =>
    t.Object({ token: t.Secret({ title: 'Token' }) }, { additionalProperties: false }),
  ),
  oauth2: make<OAuth2Auth>('oauth2', nothing),
  custom: <Fields extends TObject>(
    given: Omit<CustomAuth, 'kind' | 'fields' | 'exchange' | 'sign'> & {
      readonly fields: Fields;
      readonly exchange?: (context: CallContext, fields: Static<Fields>) => Awaitable<Exchanged>;
      readonly sign?: CustomAuth['sign'];
    },
  ): CustomAuth => ({ kind: 'custom', ...given }) as unknown as CustomAuth,
};
