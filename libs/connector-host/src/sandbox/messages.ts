import type { JsonValue } from '@millrace/connector-sdk';
import { FrameError, type AnyFrame } from './frames.ts';

/** What a child may say of a call of code. Its bodies stay text until somebody needs them. */
export type GuestMessage = { readonly type: 'started' | 'settled' | 'pong'; readonly id: number } | GuestBody;
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

/** True for what a child says first: that it has taken up its work, and that it speaks as we do. */
export function isReady(frame: AnyFrame): boolean {
  if ('stream' in frame || frame.body !== undefined) return false;
  const { type, protocol } = (parseJson(frame.header) ?? {}) as Record<string, unknown>;
  return type === 'ready' && protocol === 1;
}

/** Reads a frame from a child, whom nobody trusts. Throws a `FrameError`. */
export function readGuestMessage(frame: AnyFrame): GuestMessage {
  if ('stream' in frame) throw new FrameError('Bytes that nobody asked for.');
  const { header, body } = frame;
  const { type, id } = (parseJson(header) ?? {}) as Record<string, unknown>;
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
