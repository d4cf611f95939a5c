import type { JsonObject, JsonValue } from '@millrace/machine';
import type { FastifyRequest } from 'fastify';
import { SECRET_HEADERS } from '../hooks/hook-input.ts';
import { withoutProto } from '../http/json-body.ts';

/** What an action gets of the request that ends its pause. */
export function toCallbackPayload({ raw, method, query }: FastifyRequest, body: JsonValue): JsonObject {
  const headers = Object.entries(raw.headers).filter(
    ([name, value]) => value !== undefined && !SECRET_HEADERS.has(name),
  );
  return {
    method,
    query: withoutProto({ ...(query as JsonObject) }),
    headers: withoutProto(Object.fromEntries(headers) as JsonObject),
    body,
  };
}
