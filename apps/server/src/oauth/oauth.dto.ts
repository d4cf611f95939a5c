import { z } from 'zod';
import { connectionFields, connectionName } from '../connections/connections.dto.ts';
import { named } from '../http/api-schemas.ts';
import { keptText } from '../http/text.ts';

const MAX_SCOPES = 200;

export const oauthClientParams = z.strictObject({ connector: z.string().max(100), authKind: z.string().max(100) });
export type OAuthClientParams = z.infer<typeof oauthClientParams>;

export const oauthClientDto = named(
  'OAuthClient',
  z.object({
    connector: z.string(),
    authKind: z.string(),
    redirectUrl: z.string().meta({ description: 'What the service must be told, exactly so.' }),
    isEntered: z.boolean().meta({ description: 'Whether there is a client yet.' }),
    clientId: z.string().optional(),
    hasSecret: z.boolean().meta({ description: 'The secret itself is never shown.' }),
    updatedAt: z.string().optional(),
  }),
);
export type OAuthClientDto = z.infer<typeof oauthClientDto>;

const clientId = keptText(1, 1000).meta({ description: 'As the service calls this installation.' });
const clientSecret = z.string().min(1).max(8192);

export const saveOAuthClientRequest = named(
  'SaveOAuthClient',
  z.strictObject({
    clientId,
    clientSecret: clientSecret.optional().meta({
      description: 'Kept encrypted, and never shown again. Absent: the one before, of the same client; else none.',
    }),
  }),
);
export type SaveOAuthClientRequest = z.infer<typeof saveOAuthClientRequest>;

export const checkOAuthClientRequest = named(
  'CheckOAuthClient',
  z.strictObject({
    clientId: clientId.optional().meta({ description: 'Absent: the client that is kept.' }),
    clientSecret: clientSecret.optional(),
    fields: connectionFields.default({}).meta({ description: 'Of a connection: what the service’s addresses need.' }),
  }),
);
export type CheckOAuthClientRequest = z.infer<typeof checkOAuthClientRequest>;

export const oauthClientCheckDto = named(
  'OAuthClientCheck',
  z.object({
    result: z.enum(['accepted', 'invalid_client', 'redirect_uri_mismatch', 'provider_unreachable', 'unknown']).meta({
      description: '`unknown`: the service does not tell without a person.',
    }),
    detail: z.string().meta({ description: 'A sentence for people.' }),
    providerText: z.string().optional().meta({ description: 'What the service said itself.' }),
  }),
);
export type OAuthClientCheckDto = z.infer<typeof oauthClientCheckDto>;

export const startOAuthRequest = named(
  'StartOAuth',
  z.strictObject({
    connector: z.string().max(100),
    authKind: z.string().max(100),
    name: connectionName.meta({ description: 'Of the connection that is to be, or of the one to sign in for again.' }),
    fields: connectionFields.optional().meta({
      description: 'What the way of signing in asks for beside the account. With `reconnect`, absent: as they are.',
    }),
    scopes: z.array(z.string().max(500)).max(MAX_SCOPES).optional().meta({
      description: 'Of the connector’s. Absent: all of them; with `reconnect` those that the service gave before.',
    }),
    reconnect: z.boolean().default(false).meta({ description: 'Sign in again for a connection that is there.' }),
    allowedHosts: z.array(z.string().max(255)).min(1).max(50).optional().meta({
      description: 'Where it may be used, of all that the connector may call.',
    }),
  }),
);
export type StartOAuthRequest = z.infer<typeof startOAuthRequest>;

export const startedOAuthDto = named(
  'StartedOAuth',
  z.object({
    id: z.string().meta({ description: 'By which to ask how it ended.' }),
    authorizeUrl: z.string().meta({ description: 'Where the person goes.' }),
    expiresAt: z.string(),
  }),
);
export type StartedOAuthDto = z.infer<typeof startedOAuthDto>;

/** How a sign-in ends. */
const OAUTH_OUTCOMES = [
  'connected',
  'access_denied',
  'redirect_uri_mismatch',
  'invalid_client',
  'invalid_scope',
  'state_expired',
  'token_exchange_failed',
  'provider_unreachable',
] as const;

const outcome = {
  connection: z
    .string()
    .optional()
    .meta({ description: 'Of `connected`: its name, which is another one if that was taken.' }),
  missingScopes: z.array(z.string()).optional().meta({ description: 'Asked for, and not given.' }),
  detail: z.string().optional().meta({ description: 'A sentence for people.' }),
  redirectUrl: z.string().optional().meta({ description: 'Of `redirect_uri_mismatch`: what to register.' }),
  providerText: z.string().optional().meta({ description: 'What the service said itself: a stranger’s words.' }),
  requestId: z.string().optional().meta({ description: 'By which the server’s log is found.' }),
};
export const oauthSignInDto = named(
  'OAuthSignIn',
  z.object({ id: z.string(), status: z.enum(['pending', ...OAUTH_OUTCOMES]), expiresAt: z.string(), ...outcome }),
);
export type OAuthSignInDto = z.infer<typeof oauthSignInDto>;

/** How it ended, as it is kept until somebody asks. */
export const oauthOutcome = z.object({ status: z.enum(OAUTH_OUTCOMES), ...outcome });
export type OAuthOutcome = z.infer<typeof oauthOutcome>;

export const oauthSignInParams = z.strictObject({ id: z.uuid() });
export type OAuthSignInParams = z.infer<typeof oauthSignInParams>;
