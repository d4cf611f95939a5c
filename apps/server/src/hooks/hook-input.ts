import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { withoutProto } from '../http/json-body.ts';

const REDACTED = '[redacted]';
/** These open doors elsewhere; a workflow that needs them checks them at the door, not from its journal. */
export const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** What {@link toHookInput} gave, as `JSON.stringify` writes it; the body, which is the most of it, is text already. */
export function hookInputText({ body: _, ...rest }: JsonObject, bodyText: string): string {
  return `{"body":${bodyText},${JSON.stringify(rest).slice(1)}`;
}

/** What a call is beside its body. A request of the server is one. */
export interface CallFacts {
  readonly raw: { readonly headers: IncomingHttpHeaders };
  readonly query: unknown;
  readonly method: string;
}

/** Headers as they may be kept. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, SECRET_HEADERS.has(name) ? REDACTED : value] as const],
  );
  return Object.fromEntries(kept);
}

/** The machine's input of a webhook call. */
export function toHookInput(request: CallFacts, path: string, body: JsonValue): JsonObject {
  return {
    body,
    headers: withoutProto(keptHeaders(request.raw.headers)),
    query: withoutProto({ ...(request.query as JsonObject) }),
    method: request.method,
    path,
  };
}
