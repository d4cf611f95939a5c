// An exchange as it is kept in a file, and as it goes over the wire.
import type { JsonValue } from '../../json.ts';
import {
  bytesOf,
  isJsonMedia,
  mediaTypeOf,
  NO_BYTES,
  parseJson,
  textOf,
  type WireRequest,
  type WireResponse,
} from '../wire/wire.ts';

/** A body: JSON as JSON, text as text, other bytes as `{ $base64 }`, JSON that is none as `{ $text }`; null when there is none. */
export type RecordedBody = JsonValue;

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RecordedBody;
}
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RecordedBody;
}
export interface RecordedExchange {
  /** When it was recorded, ISO 8601: a test that plays it takes place then. */
  readonly at: string;
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
}

/** Headers that are worth keeping. All others are left out: nobody knows what the next one will hold. */
const KEPT_HEADERS: ReadonlySet<string> = new Set([
  ...['accept', 'content-type', 'content-disposition', 'if-match', 'if-none-match', 'prefer', 'idempotency-key'],
  ...['link', 'location', 'retry-after', 'etag', 'last-modified', 'date', 'ratelimit', 'x-total-count'],
  ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
]);

const keepHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.has(name)));

export function toRecordedRequest({ method, url, headers, body }: WireRequest): RecordedRequest {
  return { method, url, headers: keepHeaders(headers), body: toRecordedBody(body, headers['content-type']) };
}

export function toRecordedResponse({ status, headers, body }: WireResponse): RecordedResponse {
  return { status, headers: keepHeaders(headers), body: toRecordedBody(body, headers['content-type']) };
}

export function toWireResponse({ status, headers, body }: RecordedResponse): WireResponse {
  return { status, headers, body: toBytes(body, headers['content-type']) };
}

function toRecordedBody(bytes: Uint8Array, type: string | undefined): RecordedBody {
  if (bytes.length === 0) return null;
  const text = textOf(bytes);
  if (!Buffer.from(text).equals(Buffer.from(bytes))) return { $base64: Buffer.from(bytes).toString('base64') };
  if (!isJsonMedia(mediaTypeOf(type))) return text;
  const json = parseJson(text);
  // Broken JSON is played as it came.
  return json === undefined ? { $text: text } : (json as JsonValue);
}

function toBytes(body: RecordedBody, type: string | undefined): Uint8Array {
  if (body === null) return NO_BYTES;
  const { $base64, $text } = body as { readonly $base64?: unknown; readonly $text?: unknown };
  if (typeof $base64 === 'string') return Buffer.from($base64, 'base64');
  if (typeof $text === 'string') return bytesOf($text);
  return bytesOf(typeof body === 'string' && !isJsonMedia(mediaTypeOf(type)) ? body : JSON.stringify(body));
}
