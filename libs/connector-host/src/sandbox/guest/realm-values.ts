/*
 * What follows is not called here: its text is evaluated in the realm of each call, together with that of the other `realm-…`
 * files. So it uses its arguments, the language, and functions from those files; nothing else of this module.
 */
import type { RealmLimits, Thrown } from './bridge.ts';

/** Reads what was thrown, which may be anything, by an author who means harm too. */
export function describeThrown(thrown: unknown): Thrown {
  const read = (name: 'name' | 'message' | 'stack'): string => {
    try {
      const value = (thrown as Record<string, unknown>)[name];
      return typeof value === 'string' ? value : '';
    } catch {
      return '';
    }
  };
  if (typeof thrown !== 'object' || thrown === null)
    return { kind: 'threw', name: 'Error', message: `The code threw ${showValue(thrown)}.` };
  const message = read('message');
  if (message === 'A dynamic import callback was not specified.')
    return { kind: 'permission', name: 'Error', message: 'Code of a step can import nothing.' };
  const lines = read('stack').split('\n');
  const stack = lines
    .filter((line) => /^ +at .*\bcode\.js:\d/.test(line))
    .map((line) => line.trim())
    .join('\n');
  const facts = { kind: read('name') === 'Sandbox.PermissionDenied' ? 'permission' : 'threw', message } as const;
  return { ...facts, name: read('name'), ...(stack === '' ? {} : { stack }) };
}

/** The output as JSON text, or why it cannot be one. Getters and `toJSON` run here, inside the limits of the call. */
export function toOutput(value: unknown, limits: RealmLimits): { readonly text: string } | Thrown {
  const refuse = (kind: 'output' | 'size', message: string): Thrown => ({ kind, name: 'Error', message });
  const complaint = findNoJson({ value, path: '', depth: limits.maxDepth });
  if (complaint !== undefined) return refuse('output', complaint);
  try {
    const text = (JSON.stringify(value) as string | undefined) ?? 'null';
    if (text.length <= limits.maxOutputCharacters) return { text };
    return refuse('size', String(text.length));
  } catch (thrown) {
    return refuse('output', `The output cannot be written as JSON: ${describeThrown(thrown).message}`);
  }
}

/** The first thing inside a value that JSON cannot hold, as a sentence. */
export function findNoJson(part: {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}): string | undefined {
  const { value, path, depth } = part;
  const where = path === '' ? 'The output' : `"${path}" in the output`;
  const kind = kindOfNoJson(value);
  if (kind !== undefined) return `${where} is ${kind}, which JSON cannot hold.`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  if (depth === 0) return `${where.slice(0, 200)} is nested too deep, or contains itself.`;
  const join = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const name of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[name];
    if (typeof item === 'string') continue;
    const complaint = findNoJson({ value: item, path: join(name), depth: depth - 1 });
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** What JSON would drop, refuse or turn into something else without a word. */
export function kindOfNoJson(value: unknown): string | undefined {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'bigint') return 'a BigInt (give its text instead)';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (typeof value !== 'object') return undefined;
  if (value instanceof Promise) return 'a promise that nothing waited for (use await)';
  if (value instanceof Map || value instanceof Set) return 'a Map or Set (give Object.fromEntries or an array)';
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? 'bytes (give a text, as btoa makes)' : undefined;
}

/** A value for people to read in a log. */
export function showValue(value: unknown): string {
  const MAX_CHARACTERS = 16_384;
  const show = (): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'function') return '[function]';
    if (typeof value !== 'object' || value === null) return String(value);
    const { stack } = value as { stack?: unknown };
    if (typeof stack === 'string') return stack;
    if (value instanceof Map || value instanceof Set) return showValue([...value]);
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item));
  };
  try {
    const text = show();
    return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`;
  } catch {
    return '[unreadable]';
  }
}
