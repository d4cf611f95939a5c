import type { JsonValue } from '@millrace/machine';

const MAX_CHARACTERS = 256 * 1024;

/** Sample data small enough to be evaluated while somebody types: what is too much is left out from the end. */
export function cutSample<Value extends JsonValue>(
  value: Value,
  most = MAX_CHARACTERS,
): { readonly value: Value; readonly isCut: boolean } {
  let left = most;
  let isCut = false;
  const takes = (cost: number): boolean => {
    left -= cost;
    isCut ||= left < 0;
    return left >= 0;
  };
  const cut = (part: JsonValue): JsonValue => {
    if (typeof part === 'string') return takes(part.length) ? part : part.slice(0, Math.max(0, left + part.length));
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) {
      const items: JsonValue[] = [];
      for (const item of part as readonly JsonValue[]) {
        if (!takes(2)) break;
        items.push(cut(item));
      }
      return items;
    }
    const members: [string, JsonValue][] = [];
    for (const [key, member] of Object.entries(part)) {
      if (!takes(key.length + 4)) break;
      members.push([key, cut(member)]);
    }
    // Not member by member: `__proto__` is a name like others in data.
    return Object.fromEntries(members);
  };
  return { value: cut(value) as Value, isCut };
}
