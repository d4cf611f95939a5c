import type { DeliveredRequest, JsonValue } from '@millrace/connector-sdk';
import type { JsonLimits } from '../http/json-body.ts';
import { readHookBody } from './hook-body.ts';
import type { CallFacts } from './hook-input.ts';
import { isJsonType, mediaTypeOf } from './media-type.ts';

/** A request as connectors see it, and what is wrong with its body. */
export interface Delivery {
  readonly request: DeliveredRequest;
  /** Thrown once it is known that the service sent it. */
  readonly bodyFault?: Error;
}

/** Reads a request; what its bytes say is not trusted yet. */
export function toDelivery({ raw, method, query }: CallFacts, bytes: Buffer, limits: JsonLimits): Delivery {
  const headers = Object.fromEntries(
    Object.entries(raw.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  );
  const facts = { method, headers, query: query as DeliveredRequest['query'], bytes, text: bytes.toString('utf8') };
  try {
    return { request: { ...facts, json: readJson(bytes, headers['content-type'], limits) } };
  } catch (cause) {
    return { request: { ...facts, json: null }, bodyFault: cause as Error };
  }
}

/** The body when it is JSON or a form. */
function readJson(bytes: Buffer, contentType: string | undefined, limits: JsonLimits): JsonValue {
  const type = mediaTypeOf(contentType);
  const isRead = isJsonType(type) || type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data';
  return isRead ? readHookBody(bytes, contentType, limits) : null;
}
