import type { Auth } from '../../auth.ts';
import type { Connector } from '../../connector.ts';
import type { CallConnection } from '../../hosting/credentials.ts';
import type { JsonObject, JsonValue } from '../../json.ts';

/** A connection of a test. */
export interface TestConnection {
  /** One of the connector's auth kinds, by name. */
  readonly auth: string;
  /** What a person fills in, secrets among it: made up, and long enough to be recognised wherever they turn up. */
  readonly fields: JsonObject;
  /** Of `oauth2`, and of sessions: what the service gave for it. `{ access_token: '…' }` */
  readonly obtained?: Readonly<Record<string, string>>;
}

/** A connection as a call needs it, with what it signs in by. */
export interface OpenConnection {
  readonly auth: Auth;
  readonly current: CallConnection;
}

/** Sorts what was filled in. Throws for a kind that the connector does not have. */
export function openConnection(connector: Connector, name: string, given: TestConnection): OpenConnection {
  const auth = connector.auth?.[given.auth];
  if (auth === undefined)
    throw new TypeError(
      `The connection "${name}" of the test signs in by "${given.auth}", which ${connector.name} does not know.`,
    );
  const isSecret = secretNamesOf(auth.fields);
  const entries = Object.entries(given.fields);
  const secrets = entries
    .filter(([field]) => isSecret.has(field))
    .map(([field, value]) => [field, typeof value === 'string' ? value : JSON.stringify(value)]);
  return {
    auth,
    current: {
      ...{ name, key: `${name}:1`, authKind: given.auth },
      fields: Object.fromEntries(entries.filter(([field]) => !isSecret.has(field))),
      secrets: { ...(Object.fromEntries(secrets) as Record<string, string>), ...given.obtained },
    },
  };
}

function secretNamesOf(schema: object): ReadonlySet<string> {
  const { properties = {} } = schema as {
    readonly properties?: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
  };
  return new Set(Object.keys(properties).filter((name) => properties[name]?.['x-sensitive'] === true));
}
