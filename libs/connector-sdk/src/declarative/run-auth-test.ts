import type { Account, AuthTest } from '../auth.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { buildRequest } from './build-request.ts';
import { aboutAnswer, type DeclarativeHost } from './run-http-action.ts';
import { fillTemplate } from './template.ts';

/** Asks the request of a declarative test: whose credentials they are. Throws what the service's refusal means. */
export async function runAuthTest(
  { request, label, id }: Extract<AuthTest, { readonly request: object }>,
  connection: JsonObject,
  { evaluate, send }: Pick<DeclarativeHost, 'evaluate' | 'send'>,
): Promise<Account> {
  const root = { input: {}, connection, idempotencyKey: '' };
  const answer = await send(buildRequest(request, root, { evaluate }));
  const about = { ...root, ...aboutAnswer(answer) };
  const [shown, own] = [label, id].map((template) =>
    template === undefined ? undefined : asText(fillTemplate(template, about, evaluate)),
  );
  return { ...(shown === undefined ? {} : { label: shown }), ...(own === undefined ? {} : { id: own }) };
}

const asText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
