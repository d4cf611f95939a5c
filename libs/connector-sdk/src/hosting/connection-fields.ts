import type { JsonObject } from '../json.ts';

/** Where a text names a field of the connection: `{connection.subdomain}`. */
export const CONNECTION_FIELD = /\{connection\.([A-Za-z][A-Za-z0-9_]*)\}/g;

/** A field of the connection as text; empty where it has none of this name, or one that is no text. */
export function fieldText(fields: JsonObject, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
