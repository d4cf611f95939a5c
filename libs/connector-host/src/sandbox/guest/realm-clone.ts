// Evaluated in the realm of a call: see realm-values.ts.

/** Copies what holds no other values; `undefined` for what does. */
export function cloneLeaf(value: object): object | undefined {
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (value instanceof Uint8Array) return value.slice();
  const isStrange = ArrayBuffer.isView(value) || value instanceof Promise || value instanceof WeakMap;
  if (isStrange) throw Object.assign(new Error('Such an object cannot be cloned.'), { name: 'DataCloneError' });
  return undefined;
}

/** `structuredClone` of data: plain objects, arrays, dates, maps, sets, bytes, and circles of them. */
export function installClone(): void {
  const clone = (value: unknown, seen: Map<unknown, unknown>): unknown => {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw Object.assign(new Error(`A ${typeof value} cannot be cloned.`), { name: 'DataCloneError' });
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    const leaf = cloneLeaf(value);
    if (leaf === undefined) return cloneMembers(value, seen);
    seen.set(value, leaf);
    return leaf;
  };
  const cloneMembers = (value: object, seen: Map<unknown, unknown>): unknown => {
    const keep = <T>(copy: T): T => {
      seen.set(value, copy);
      return copy;
    };
    const copyOf = (item: unknown): unknown => clone(item, seen);
    if (value instanceof Map) {
      const copy = keep(new Map<unknown, unknown>());
      for (const [key, item] of value) copy.set(copyOf(key), copyOf(item));
      return copy;
    }
    if (value instanceof Set) {
      const copy = keep(new Set());
      for (const item of value) copy.add(copyOf(item));
      return copy;
    }
    if (Array.isArray(value)) {
      const copy: unknown[] = keep([]);
      for (const item of value) copy.push(copyOf(item));
      return copy;
    }
    const copy = keep(value instanceof Error ? new Error(value.message, { cause: value.cause }) : {});
    for (const [name, item] of Object.entries(value))
      Object.defineProperty(copy, name, { value: copyOf(item), writable: true, enumerable: true, configurable: true });
    return copy;
  };
  Object.assign(globalThis, { structuredClone: (value: unknown) => clone(value, new Map()) });
}
