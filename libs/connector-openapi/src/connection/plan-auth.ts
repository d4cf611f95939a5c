import { auth, t, type Auth, type JsonObject, type TSchema } from '@millrace/connector-sdk';
import { isList, isObject } from '../json-access.ts';
import type { AuthChoice } from './auth-choice.ts';

/** What every connection to a service is asked beside its secrets. */
export interface ConnectionFields {
  readonly properties: Readonly<Record<string, JsonObject>>;
  readonly required: readonly string[];
}

/** A kind of connection as it was chosen, with the fields that the server's address needs. */
export function planAuth(choice: AuthChoice, fields: ConnectionFields): Auth {
  const made = makeAuth(choice);
  return { ...made, fields: withFields(made.fields as unknown as JsonObject, fields) as unknown as TSchema };
}

function makeAuth({ kind, title, description, test, ...choice }: AuthChoice): Auth {
  const about = {
    title,
    ...(description === undefined ? {} : { description }),
    ...(test === undefined ? {} : { test }),
  };
  switch (kind) {
    case 'none':
      return auth.none(about);
    case 'basic':
      return auth.basic(about);
    case 'bearer':
      return auth.bearer(about);
    case 'apiKey':
      return keyOf(about, choice);
    case 'oauth2':
      // The check of an overlay demands it.
      return auth.oauth2({ ...about, ...(choice.oauth2 ?? NO_ADDRESSES) });
    case 'custom':
      return combined(about, choice.combined);
  }
}

function keyOf(
  about: Pick<AuthChoice, 'title' | 'description' | 'test'>,
  { in: place = 'header', name = 'x-api-key', prefix }: Pick<AuthChoice, 'in' | 'name' | 'prefix'>,
): Auth {
  return auth.apiKey({ ...(about as Words), in: place, name, ...(prefix === undefined ? {} : { prefix }) });
}

type Words = Pick<Auth, 'title' | 'description' | 'test'>;
const NO_ADDRESSES = { grant: 'client_credentials', tokenUrl: '', scopes: {} } as const;

function combined(
  about: Pick<AuthChoice, 'title' | 'description' | 'test'>,
  { secrets, headers, query }: NonNullable<AuthChoice['combined']> = { secrets: {} },
): Auth {
  const fields = Object.entries(secrets).map(([name, title]) => [name, t.Secret({ title })] as const);
  return auth.custom({
    ...(about as Words),
    fields: t.Object(Object.fromEntries(fields), { additionalProperties: false }),
    apply: { ...(headers === undefined ? {} : { headers }), ...(query === undefined ? {} : { query }) },
  });
}

function withFields(usual: JsonObject, { properties, required }: ConnectionFields): JsonObject {
  const own = isList(usual.required) ? usual.required : [];
  const all = [...required, ...own];
  const { required: _, ...rest } = usual;
  return {
    ...rest,
    properties: { ...properties, ...(isObject(usual.properties) ? usual.properties : {}) },
    ...(all.length === 0 ? {} : { required: all }),
  };
}
