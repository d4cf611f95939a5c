import { FatalError, type CallContext, type JsonObject, type JsonValue } from '@millrace/connector-sdk';
import type { Manifest, ManifestAuth } from '@millrace/connector-sdk/platform';
import { TOKEN_RESPONSE } from '../token-response.ts';
import type { AuthValue } from './guest/protocol.ts';

/** What an OAuth connection may hold beside what was filled in. */
const TOKEN_SECRETS = ['access_token', 'refresh_token', 'token_type', 'scope', 'id_token', TOKEN_RESPONSE];

type Held = Pick<CallContext, 'connection' | 'secret'>;

/** All of a connection, for code that signs in by itself; null without one. `kind`: the way, where it is known. */
export function authValueFor(manifest: Manifest, held: Held, kind?: string): AuthValue | null {
  const kinds = Object.entries(manifest.auth).filter(([key]) => kind === undefined || key === kind);
  for (const [key, auth] of kinds) {
    const fields = fieldsOf(auth, held);
    if (fields !== undefined) return { key, fields };
  }
  return null;
}

/** A call that needs a connection, and has none that fits. */
export function demandConnection(manifest: Manifest, auth: AuthValue | null): void {
  if (auth !== null || Object.keys(manifest.auth).length === 0) return;
  throw new FatalError(`${manifest.title} needs a connection. Choose one for the step.`, {
    detail: { code: 'connection.not_connected' },
  });
}

/** Undefined when the connection was made for another way of signing in. */
function fieldsOf({ kind, fields }: ManifestAuth, held: Held): JsonObject | undefined {
  const { properties = {}, required = [] } = fields as {
    readonly properties?: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
    readonly required?: readonly string[];
  };
  const given: Record<string, JsonValue> = {};
  const presets: Record<string, JsonValue> = {};
  for (const [name, { 'x-sensitive': isSecret, default: preset }] of Object.entries(properties)) {
    const value = isSecret === true ? secretOf(held, name) : held.connection[name];
    if (value !== undefined) given[name] = value;
    if (preset !== undefined) presets[name] = preset;
  }
  if (required.some((name) => given[name] === undefined)) return undefined;
  const found = { ...presets, ...given };
  if (kind !== 'oauth2') return Object.keys(given).length === 0 ? undefined : found;
  const tokens = tokensOf(held);
  return tokens.access_token === undefined ? undefined : { ...found, ...tokens };
}

function tokensOf(held: Held): Record<string, JsonValue> {
  const { [TOKEN_RESPONSE]: answered, ...tokens } = Object.fromEntries(
    TOKEN_SECRETS.flatMap((name) => {
      const value = secretOf(held, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  if (answered === undefined) return tokens;
  return { ...tokens, data: JSON.parse(answered) as JsonValue };
}

/** A secret that is not there is no failure here: many fields are optional. */
function secretOf({ secret }: Held, name: string): string | undefined {
  try {
    return secret(name);
  } catch {
    return undefined;
  }
}
