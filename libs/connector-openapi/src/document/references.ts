// References inside one document. Nothing is fetched or read: what points elsewhere is told of, and left out.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { isObject, textAt, valueAt } from '../json-access.ts';

const MAX_HOPS = 20;

export interface Resolved {
  readonly value: JsonValue | undefined;
  /** The last reference that was followed. */
  readonly reference?: string;
  /** Why there is no value, as the end of a sentence. */
  readonly failure?: string;
}

export const referenceOf = (value: JsonValue | undefined): string | undefined => textAt(value, '$ref');

/** What references of a document stand for: each is followed a hundred times in a large one. */
const followed = new WeakMap<JsonObject, Map<string, Resolved>>();

/** What a value stands for: itself, or what its reference points to. */
export function resolveReference(source: JsonObject, value: JsonValue | undefined): Resolved {
  const reference = referenceOf(value);
  if (reference === undefined) return { value };
  const known = followed.get(source) ?? new Map<string, Resolved>();
  followed.set(source, known);
  const resolved = known.get(reference) ?? follow(source, value);
  known.set(reference, resolved);
  return resolved;
}

function follow(source: JsonObject, value: JsonValue | undefined): Resolved {
  let found = value;
  let last: string | undefined;
  for (let hops = 0; hops <= MAX_HOPS; hops += 1) {
    const reference = referenceOf(found);
    if (reference === undefined) return last === undefined ? { value: found } : { value: found, reference: last };
    if (!reference.startsWith('#/'))
      return { value: undefined, reference, failure: `"${reference.slice(0, 200)}" points outside of the document` };
    last = reference;
    found = valueAt(source, stepsOf(reference));
    if (found === undefined)
      return { value: undefined, reference, failure: `"${reference.slice(0, 200)}" points to nothing` };
  }
  return { value: undefined, reference: last ?? '', failure: `"${last ?? ''}" points to itself` };
}

/** RFC 6901 §4, in a URI fragment: §6. */
function stepsOf(reference: string): readonly string[] {
  return reference
    .slice(2)
    .split('/')
    .map((step) => decodePercent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a value stands for, when that is an object. */
export function resolveObject(source: JsonObject, value: JsonValue | undefined): JsonObject | undefined {
  const found = resolveReference(source, value).value;
  return isObject(found) ? found : undefined;
}

/** The last step of a reference: by convention a name. */
export const nameOfReference = (reference: string): string => stepsOf(reference).at(-1) ?? '';
