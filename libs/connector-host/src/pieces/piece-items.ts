import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue, TriggerItem } from '@millrace/connector-sdk';

/** What a trigger has given, each with its id. */
export function toItems(output: JsonValue): readonly TriggerItem[] {
  const items = Array.isArray(output) ? (output as readonly JsonValue[]) : [];
  return items.map((data) => ({ id: idOf(data), data }));
}

/** The piece's own mark where it has one, else what the item says: the same item is the same id. */
function idOf(data: JsonValue): string {
  const own = typeof data === 'object' && data !== null ? (data as JsonObject)._dedupe_key : undefined;
  return typeof own === 'string' ? own : hashOf(data);
}
export const hashOf = (value: JsonValue): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
