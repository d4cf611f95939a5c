import type { JsonValue } from '@millrace/connector-sdk';
import { FrameError, type Frame } from './frames.ts';

/** What a child may say. Its bodies stay text until somebody needs them. */
export type GuestMessage =
  | { readonly type: 'ready'; readonly protocol: number }
  | { readonly type: 'started' | 'settled' | 'pong'; readonly id: number }
  | GuestBody;
export interface GuestBody {
  readonly type: 'log' | 'returned' | 'threw';
  readonly id: number;
  readonly body: string;
}
/** What a child is told. */
export type HostMessage =
  | { readonly type: 'call'; readonly id: number; readonly source: string; readonly maxOutputCharacters: number }
  | { readonly type: 'abort'; readonly id: number; readonly reason: string }
  | { readonly type: 'ping'; readonly id: number };

const WITH_BODY: readonly unknown[] = ['log', 'returned', 'threw'];
const WITHOUT_BODY: readonly unknown[] = ['started', 'settled', 'pong'];

/** Reads a frame from a child, whom nobody trusts. Throws a `FrameError`. */
export function readGuestMessage({ header, body }: Frame): GuestMessage {
  const { type, id, protocol } = (parseJson(header) ?? {}) as Record<string, unknown>;
  if (type === 'ready' && protocol === 1 && body === undefined) return { type, protocol };
  if (typeof id !== 'number') throw new FrameError('A message without a call.');
  if (WITH_BODY.includes(type) && body !== undefined) return { type: type as 'log' | 'returned' | 'threw', id, body };
  if (WITHOUT_BODY.includes(type) && body === undefined) return { type: type as 'started' | 'settled' | 'pong', id };
  throw new FrameError('A message that is not known.');
}

/** Parses JSON from a child. An own `__proto__` would replace a prototype as soon as somebody copied it: it is left out. */
export function parseJson(text: string): JsonValue {
  try {
    const mayHide = text.includes('__proto__') || text.includes('\\u00');
    return JSON.parse(text, mayHide ? dropPrototype : undefined) as JsonValue;
  } catch (cause) {
    throw new FrameError('A message that is no JSON.', { cause });
  }
}

const dropPrototype = (key: string, item: JsonValue): JsonValue | undefined => (key === '__proto__' ? undefined : item);

/** False for more than `limit` levels: what comes after us walks values by calling itself. */
export function isShallow(value: JsonValue, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return limit > 0 && Object.values(value).every((item) => isShallow(item, limit - 1));
}
