// Answers of token endpoints, as RFC 6749 has them: many services have their own idea of it.
import type { HttpResponse, JsonObject } from '@millrace/connector-sdk';
import { failureOfAnswer, ProviderFailure, unreachable } from './provider-failure.ts';

/** What a token endpoint answered. */
export interface TokenAnswer {
  readonly response: Response;
  /** Never shown to the library: whose it is can be checked only by what was agreed beforehand. */
  readonly idToken: string | undefined;
}

/** Reads an answer to a request for tokens. Throws `ProviderFailure` for one that is a refusal, or none. */
export function readTokenAnswer({ status, body, url }: HttpResponse): TokenAnswer {
  const { host } = new URL(url);
  const { id_token: idToken, ...members } = membersOf(body);
  const { error, error_description: description } = members;
  if (typeof error === 'string' && error !== '') {
    throw failureOfAnswer(host, { error, description: typeof description === 'string' ? description : undefined });
  }
  if (status >= 500 || status === 429) throw unreachable(host, { why: `it answered ${status}.` });
  if (status === 401) throw failureOfAnswer(host, { error: 'invalid_client' });
  if (status < 200 || status >= 300) {
    throw new ProviderFailure('token_exchange_failed', `${host} answered ${status}, and no token.`);
  }
  const response = new Response(JSON.stringify(conformed(members)), {
    status: 200,
    headers: { 'content-type': 'application/json' },
  });
  return { response, idToken: typeof idToken === 'string' ? idToken : undefined };
}

/** Some services answer like a form. */
function membersOf(body: unknown): JsonObject {
  const text = typeof body === 'string' ? body : '';
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as JsonObject) : {};
  } catch {
    return /^[\w.-]+=/.test(text) ? Object.fromEntries(new URLSearchParams(text)) : {};
  }
}

/** Bearer is what we ask for and use, whatever it is called; what is empty is not there. */
function conformed({ token_type: _, scope, ...members }: JsonObject): JsonObject {
  const kept = Object.entries(members).filter(([name, value]) => !isEmpty(name, value));
  const granted = Array.isArray(scope) ? scope.join(' ') : scope;
  return {
    ...Object.fromEntries(kept),
    token_type: 'bearer',
    ...(typeof granted === 'string' && granted !== '' ? { scope: granted } : {}),
  };
}

const isEmpty = (name: string, value: unknown): boolean =>
  value === null || value === '' || (name.endsWith('expires_in') && !(Number(value) > 0));
