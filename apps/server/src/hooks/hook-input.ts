import type { JsonObject, JsonValue } from '@millrace/machine';
import type { FastifyRequest } from 'fastify';
import { withoutProto } from '../http/json-body.ts';

const REDACTED = '[redacted]';
/** These open doors elsewhere; a workflow that needs them checks them at the door, not from its journal. */
export const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** What {@link toHookInput} gave, as `JSON.stringify` writes it; the body, which is the most of it, is text already. */
export function hookInputText({ body: _, ...rest }: JsonObject, bodyText: string): string {
  return `{"body":${bodyText},${JSON.stringify(rest).slice(1)}`;
}

/** The machine's input of a webhook call. */
export function toHookInput(request: FastifyRequest, path: string, body: JsonValue): JsonObject {
  const headers = Object.entries(request.raw.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, SECRET_HEADERS.has(name) ? REDACTED : value] as const],
  );
  return {
    body,
    headers: withoutProto(Object.fromEntries(headers)),
    query: withoutProto({ ...(request.query as JsonObject) }),
    method: request.method,
    path,
  };
}
