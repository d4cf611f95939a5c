import { createHash } from 'node:crypto';
import type { ConnectorTrigger, JsonValue } from '@millrace/machine';
import { canonicalJson } from '../hash-document.ts';

const IDENTITY_CHARACTERS = 32;
const shortHash = (value: JsonValue): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, IDENTITY_CHARACTERS);

/** What a trigger's memory belongs to: whatever else of the document changes, it goes on. */
export function identityOf(
  { workflowId, triggerId }: { readonly workflowId: string; readonly triggerId: string },
  { use, connection, arguments: given = {} }: ConnectorTrigger,
): string {
  return shortHash([workflowId, triggerId, use, connection ?? null, given]);
}

/** What all triggers that want the same of a service share. */
export function hashSubscriptionIdentity(identity: JsonValue): string {
  return shortHash(identity);
}
