import type { JsonObject } from '@millrace/connector-sdk';
import type { ManifestAuth } from '@millrace/connector-sdk/platform';
import type { AuthFacts, PropertiesFacts, PropertyFacts } from './guest/protocol.ts';
import { objectSchema } from './property-schema.ts';

const MAX_DESCRIPTION_CHARACTERS = 1000;

/** A way of signing in. Credentials go to the piece, which makes its own requests: the host applies none of them. */
export function authManifest(facts: AuthFacts): ManifestAuth {
  const { title, description, canTest, oauth2 } = facts;
  return {
    kind: kindOf(facts),
    title: title.slice(0, 100) || 'Connection',
    fields: fieldsOf(facts),
    ...(description === undefined ? {} : { description: description.slice(0, MAX_DESCRIPTION_CHARACTERS) }),
    ...(canTest ? { test: 'code' as const } : {}),
    ...(oauth2 === undefined ? {} : { oauth2: oauth2Manifest(oauth2) }),
  };
}

function kindOf({ type }: AuthFacts): ManifestAuth['kind'] {
  if (type === 'OAUTH2') return 'oauth2';
  return type === 'BASIC_AUTH' ? 'basic' : 'custom';
}

function fieldsOf({ type, title, labels, properties }: AuthFacts): JsonObject {
  if (type === 'SECRET_TEXT') return objectSchema({ secret: secret(title) });
  if (type !== 'BASIC_AUTH') return objectSchema(secretsFirst(properties));
  const username: PropertyFacts = { type: 'SHORT_TEXT', title: labels.username ?? 'User name', isRequired: true };
  return objectSchema({ username, password: secret(labels.password ?? 'Password') });
}

const secret = (title: string): PropertyFacts => ({ type: 'SECRET_TEXT', title, isRequired: true });

/** Nothing can be asked of a service before there is a connection: choices that need one are free texts. */
const secretsFirst = (properties: PropertiesFacts): PropertiesFacts =>
  Object.fromEntries(Object.entries(properties).map(([name, { source: _, ...facts }]) => [name, facts]));

function oauth2Manifest(oauth2: NonNullable<AuthFacts['oauth2']>): JsonObject {
  const { authUrl, tokenUrl, scope, usesPkce, grantType, isInBody, parameters } = oauth2;
  const isForClients = grantType === 'client_credentials';
  return {
    grant: isForClients ? 'client_credentials' : 'authorization_code',
    ...(isForClients ? {} : { authorizeUrl: withFields(authUrl) }),
    tokenUrl: withFields(tokenUrl),
    scopes: Object.fromEntries(scope.map((name) => [name, name])),
    clientAuth: isInBody ? 'body' : 'basic',
    pkce: usesPkce,
    ...(Object.keys(parameters).length === 0 ? {} : { authorizeParams: parameters }),
  };
}

/** Pieces write `{region}` for a field of the connection. */
const withFields = (url: string): string => url.replace(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, '{connection.$1}');
