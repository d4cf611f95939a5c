import type { JsonValue, WebhookTrigger } from '@millrace/machine';
import { verifySignature, type SignatureScheme, type SignedRequest, type Verdict } from '@millrace/security';
import type { ConnectionFields } from '../connections/connections.dto.ts';
import { ServerError, type ServerErrorCode } from '../errors.ts';

/** The field of a connection by which webhooks are verified. */
const SECRET_FIELD = 'secret';
const MAX_CHALLENGE_CHARACTERS = 2048;

const REFUSALS = {
  missing: 'hook.signature_missing',
  invalid: 'hook.signature_invalid',
  out_of_time: 'hook.timestamp_out_of_range',
  unusable: 'hook.secret_missing',
} as const satisfies Readonly<Record<Exclude<Verdict['kind'], 'valid'>, ServerErrorCode>>;

/** What a trigger's calls must be signed by; nothing when it takes any. */
export function schemeOf({ verify = 'none' }: WebhookTrigger): SignatureScheme | undefined {
  return verify === 'none' ? undefined : verify;
}

/** Refuses a call that is not signed by who knows the secret; returns what the scheme names the event by. */
export function checkSignature(
  scheme: SignatureScheme,
  held: readonly ConnectionFields[],
  request: SignedRequest,
): string | undefined {
  const secrets = held.flatMap((fields) => {
    const secret = Object.hasOwn(fields, SECRET_FIELD) ? fields[SECRET_FIELD] : undefined;
    return secret === undefined ? [] : [secret];
  });
  const verdict = verifySignature(scheme, secrets, request);
  if (verdict.kind === 'valid') return verdict.eventId;
  throw new ServerError(REFUSALS[verdict.kind], verdict.reason);
}

/**
 * What a sender wants to hear back before it sends events: a body that is nothing but a challenge, as Slack and others send it
 * when an address is entered. Such a call is no event.
 */
export function findChallenge(body: JsonValue): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { challenge, type } = body as { readonly challenge?: JsonValue; readonly type?: JsonValue };
  if (typeof challenge !== 'string' || challenge.length > MAX_CHALLENGE_CHARACTERS) return undefined;
  const isBare = Object.keys(body).every((member) => ['challenge', 'token', 'type'].includes(member));
  return isBare && (type === undefined || type === 'url_verification') ? challenge : undefined;
}
