// What every host does alike around a call: which repetitions are harmless, who reads secrets, how a key looks as a UUID.
import { createHash } from 'node:crypto';
import type { Action } from '../action.ts';
import type { Connector } from '../connector.ts';
import { FatalError } from '../failures.ts';
import type { ConnectorHttpParts } from './connector-http.ts';
import type { CallConnection } from './credentials.ts';

/** Which repetitions of an action's requests are harmless, as it has declared it, and the header that its key goes into. */
export function repetitionOf(
  { effects, idempotency }: Pick<Action, 'effects' | 'idempotency'>,
  idempotencyKey: string,
): Pick<ConnectorHttpParts, 'isRepeatable' | 'keyHeader'> {
  if (effects === 'read') return { isRepeatable: true };
  if (typeof idempotency !== 'object' || 'none' in idempotency) return { isRepeatable: false };
  if ('header' in idempotency)
    return { isRepeatable: true, keyHeader: { name: idempotency.header, value: idempotencyKey } };
  // With `verify` it is looked for before it is made again.
  return { isRepeatable: 'naturalKey' in idempotency && idempotency.verify === undefined };
}

/** A secret field, for a connector whose manifest says that its code reads secrets. Throws `FatalError` for others. */
export function readSecret(
  field: string,
  { name, permissions }: Pick<Connector, 'name' | 'permissions'>,
  connection: CallConnection | undefined,
): string {
  if (permissions?.secrets !== true) {
    throw new FatalError(
      `${name} asks for the secret "${field}", and its manifest does not say that it reads secrets.`,
      { detail: { code: 'connector.permission_missing' } },
    );
  }
  const secrets = connection?.secrets ?? {};
  const value = Object.hasOwn(secrets, field) ? secrets[field] : undefined;
  if (value !== undefined) return value;
  throw new FatalError(`The connection holds no secret "${field}".`, { detail: { code: 'connection.field_missing' } });
}

/** An idempotency key for services that take UUIDs only. RFC 9562 §5.8: a UUIDv8 of the key's hash. */
export function toUuid(key: string): string {
  const bytes = createHash('sha256').update(key).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
