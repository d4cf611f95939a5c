import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { FrameError, type Frame } from '../sandbox/frames.ts';
import { parseJson } from '../sandbox/messages.ts';
import { MAX_PAUSE_CHARACTERS } from './pause-limit.ts';
import type { Relay } from './socket-relays.ts';

/** What a connector's code asks its parent for, always for one call. */
export type RequestMethod =
  | 'http'
  | 'files.read'
  | 'files.next'
  | 'files.close'
  | 'files.write'
  | 'function'
  | 'heartbeat'
  | 'callbackUrl'
  | StoreMethod;
export type StoreMethod = 'store.get' | 'store.set' | 'store.delete' | 'store.increment';

/** What a child says. Bodies stay text until somebody needs them. */
export type PublishedMessage =
  | { readonly type: 'pong' | 'loaded'; readonly id: number }
  /**
   * `refused`: the code cannot be loaded. `paused`: it has returned a pause, and this is what it asked for. `secret`: take this out
   * of everything that is recorded.
   */
  | {
      readonly type: 'refused' | 'described' | 'returned' | 'paused' | 'threw' | 'log' | 'secret';
      readonly id: number;
      readonly body: string;
    }
  | GuestRequest
  /** What it was to send of a file has failed on its side. */
  | { readonly type: 'fail'; readonly id: number; readonly rpc: number; readonly body: string };
export interface GuestRequest {
  readonly type: 'rpc';
  readonly id: number;
  /** Its number, different for each request of a child. */
  readonly rpc: number;
  readonly method: RequestMethod;
  readonly body: string;
}

/** What a child is told. `id` is that of the call, 0 where there is none. */
export type PublishedCommand =
  | { readonly type: 'ping'; readonly id: number }
  /** Where its manifest names sockets, their doors; null: not known yet, since it has not been asked. */
  | { readonly type: 'load'; readonly id: number; readonly relays: readonly Relay[] | null }
  | { readonly type: 'describe'; readonly id: number; readonly mark: string }
  | {
      readonly type: 'call';
      readonly id: number;
      readonly path: readonly string[];
      readonly maxOutputCharacters: number;
    }
  | { readonly type: 'abort'; readonly id: number; readonly name: string; readonly reason: string }
  | { readonly type: 'reply' | 'rejected' | 'more'; readonly id: number; readonly rpc: number };

/** What the code finds in its context, beside functions; sent with each call. */
export interface ContextFacts {
  readonly deadlineMs: number;
  /** What the platform's clock is ahead of the machine's. */
  readonly clockOffsetMs: number;
  readonly connection: JsonObject;
  /** Only of connectors that may read them. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly hasFiles: boolean;
  readonly hasStore: boolean;
  readonly hasHeartbeat: boolean;
  readonly hasPauses: boolean;
  /** Of actions: `idempotencyKey`, `idempotencyUuid`, `run`. */
  readonly more: JsonObject;
}

/** A thrown value on its way between the processes. */
export interface ThrownFacts {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly connectorFailure?: 'fatal' | 'retryable' | 'pause';
  readonly errorName?: string;
  readonly retryAfterMs?: number;
  readonly detail?: JsonObject;
  readonly code?: string;
  readonly isOutcomeUnknown?: true;
  /** To the parent: it is what this request was refused with. */
  readonly rpc?: number;
  /** To the parent: the value itself cannot be sent, or is too large. */
  readonly kind?: 'output' | 'size';
}

const KiB = 1024;
/** Of those that say little: characters. All of it is read at once, and somebody waits meanwhile. */
const MOST: ReadonlyMap<unknown, number> = new Map([
  ...(['refused', 'threw', 'log', 'secret', 'fail'] as const).map((type) => [type, 512 * KiB] as const),
  ...(['files.read', 'files.next', 'files.close', 'files.write'] as const).map((method) => [method, 64 * KiB] as const),
  ...(['store.get', 'store.delete', 'store.increment'] as const).map((method) => [method, 64 * KiB] as const),
  ['heartbeat', KiB] as const,
  ['callbackUrl', KiB] as const,
  ['paused', MAX_PAUSE_CHARACTERS] as const,
  // A value and its key; one that is too large is refused by its size, with words.
  ['store.set', 1024 * KiB] as const,
]);
const WITH_BODY: readonly unknown[] = ['refused', 'described', 'returned', 'paused', 'threw', 'log', 'secret'];
const WITHOUT_BODY: readonly unknown[] = ['pong', 'loaded'];
const METHODS: readonly unknown[] = [
  ...([
    'http',
    'files.read',
    'files.next',
    'files.close',
    'files.write',
    'function',
    'heartbeat',
    'callbackUrl',
  ] as const),
  ...(['store.get', 'store.set', 'store.delete', 'store.increment'] as const),
] satisfies readonly RequestMethod[];

/** Reads a frame from a child, whom nobody trusts. Throws a `FrameError`. */
export function readPublishedMessage({ header, body }: Frame): PublishedMessage {
  const message = (parseJson(header) ?? {}) as Readonly<Record<string, JsonValue>>;
  const { type, id } = message;
  if (!isNumber(id)) throw new FrameError('A message without a call.');
  if (body === undefined) {
    if (WITHOUT_BODY.includes(type)) return { type: type as 'pong' | 'loaded', id };
    throw new FrameError('A message that is not known.');
  }
  demandLength(message, body);
  return WITH_BODY.includes(type) ? { type: type as 'returned', id, body } : readRequest(message, id, body);
}

function readRequest(
  { type, rpc, method }: Readonly<Record<string, JsonValue>>,
  id: number,
  body: string,
): PublishedMessage {
  if (type === 'rpc' && isNumber(rpc) && METHODS.includes(method))
    return { type, id, rpc, method: method as RequestMethod, body };
  if (type === 'fail' && isNumber(rpc)) return { type, id, rpc, body };
  throw new FrameError('A message that is not known.');
}

function demandLength({ type, method }: Readonly<Record<string, JsonValue>>, body: string): void {
  if (body.length > (MOST.get(type === 'rpc' ? method : type) ?? Infinity))
    throw new FrameError('A message that is longer than its kind.');
}

/** What is sent as a uint32. */
const isNumber = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
