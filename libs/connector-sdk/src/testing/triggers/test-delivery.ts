import type { JsonValue } from '../../json.ts';
import type { DeliveredRequest, WebhookTrigger } from '../../trigger.ts';
import { signDelivery } from '../../verify-delivery.ts';
import type { TestDelivery, WebhookCase } from '../test-case.ts';
import { bytesOf, parseJson } from '../wire/wire.ts';

/** How a delivery is signed: `bad` with another secret, `old` six minutes ago, `missing` not at all. */
export type SignedAs = 'good' | 'bad' | 'old' | 'missing';

const OLD_MS = 360_000;

/** A delivery as the service sends it. */
export function toRequest(
  { verify }: Pick<WebhookTrigger, 'verify'>,
  { method = 'POST', headers = {}, query = {}, json, text }: TestDelivery,
  by: { readonly secret: string; readonly nowMs: number; readonly as: SignedAs; readonly sign?: WebhookCase['sign'] },
): DeliveredRequest {
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const bytes = bytesOf(body);
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const sent = { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...lower };
  const signature = by.as === 'missing' ? {} : signatureOf(verify, { headers: sent, bytes, json, text, query }, by);
  return {
    ...{ method, query, bytes, text: body },
    headers: { ...sent, ...signature },
    json: (parseJson(body) ?? null) as JsonValue,
  };
}

function signatureOf(
  verify: WebhookTrigger['verify'],
  { json, text, query, headers, bytes }: Signed,
  { secret, nowMs, as, sign }: Parameters<typeof toRequest>[2],
): Readonly<Record<string, string>> {
  const signedBy = { secret: as === 'bad' ? otherThan(secret) : secret, nowMs: as === 'old' ? nowMs - OLD_MS : nowMs };
  if (sign === undefined) {
    const id = headers['webhook-id'];
    return signDelivery(verify, { headers, bytes }, { ...signedBy, ...(id === undefined ? {} : { id }) });
  }
  const delivery = {
    headers,
    query,
    bytes,
    ...(json === undefined ? {} : { json }),
    ...(text === undefined ? {} : { text }),
  };
  const given = Object.entries(sign(delivery, signedBy));
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value]));
}
interface Signed {
  readonly json: JsonValue | undefined;
  readonly text: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** Of the same form, so that nothing but the signature is wrong. */
const otherThan = (secret: string): string => secret.slice(0, -2) + (secret.endsWith('AA') ? 'BB' : 'AA');
