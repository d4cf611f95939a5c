import type { CallbackRequest, JsonValue } from '@millrace/connector-sdk';
import type { FastifyRequest } from 'fastify';
import { SECRET_HEADERS } from '../hooks/hook-input.ts';

/** What an action gets of the request that ends its pause. */
export function toCallbackPayload({ raw, method, query }: FastifyRequest, body: JsonValue): CallbackRequest {
  const headers = Object.entries(raw.headers).filter(([name]) => !SECRET_HEADERS.has(name));
  return { method, query: textsOf(Object.entries(query as Values)), headers: textsOf(headers), body };
}

type Values = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What comes several times is one text. `__proto__` nobody means, and copying code downstream might. */
function textsOf(entries: readonly (readonly [string, Values[string]])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      value === undefined || name === '__proto__' ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}
