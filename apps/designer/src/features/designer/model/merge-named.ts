import type { JsonObject, JsonValue } from '@millrace/machine';
import { isObject } from '../../../lib/json.ts';

/** A list whose items have names of their own, by name; nothing where one has none, or one of another's. */
export function byName(list: readonly JsonValue[]): JsonObject | undefined {
  const members: Record<string, JsonValue> = {};
  for (const item of list) if (isObject(item) && typeof item.name === 'string') members[item.name] = item;
  return Object.keys(members).length === list.length ? members : undefined;
}
