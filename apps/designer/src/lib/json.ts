import type { JsonObject, JsonValue } from '@millrace/machine';

/** Whether a value has members by name. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value has members by number. */
export const isList = (value: unknown): value is readonly JsonValue[] => Array.isArray(value);

/** Whether two values say the same. What an edit left alone is shared, so most comparisons end at once. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isList(left))
    return isList(right) && left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
  );
}

/** A value as one line of text: a text is itself, anything else its JSON, nothing the empty text. */
export function asText(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a text says, or why it is no JSON. */
export function parseJson(text: string): { readonly value: unknown; readonly problem: string } {
  try {
    return { value: JSON.parse(text) as unknown, problem: '' };
  } catch (cause) {
    return { value: undefined, problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** A name as a part of a JSON Pointer. */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The name that a part of a JSON Pointer means. */
export const nameOfPart = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
