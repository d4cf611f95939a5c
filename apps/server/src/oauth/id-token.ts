import type { JsonObject } from '@millrace/connector-sdk';
import type { ProviderCall } from './provider-call.ts';
import { isOfOrigin } from './provider-endpoint.ts';
import { ProviderFailure } from './provider-failure.ts';

/**
 * Of an ID token only that it answers our question: it came over TLS from the service itself, which stands for its signature
 * (OpenID Connect Core 1.0 §3.1.3.7), and nothing else in it is used.
 */
export function checkIdToken(
  token: string | undefined,
  { call, nonce }: { readonly call: ProviderCall; readonly nonce: string },
): void {
  const claims = token === undefined ? undefined : claimsOf(token);
  // Some services give one only now and then; PKCE has bound the code.
  if (claims === undefined) return;
  const isOurs =
    claims.aud === call.client.clientId || (Array.isArray(claims.aud) && claims.aud.includes(call.client.clientId));
  if (isOurs && claims.nonce === nonce && typeof claims.iss === 'string' && isOfOrigin(claims.iss, call)) return;
  throw new ProviderFailure('token_exchange_failed', 'The ID token answers another question than ours.');
}

function claimsOf(token: string): JsonObject {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as JsonObject;
  } catch (cause) {
    throw new ProviderFailure('token_exchange_failed', 'The ID token cannot be read.', { cause });
  }
}
