import type { TriggerContext } from './context.ts';
import type { DeliveredRequest, TriggerItem } from './trigger.ts';

/** Headers by which services name a delivery. The first is that of https://www.standardwebhooks.com. */
const ID_HEADER =
  /^(?:webhook-id|[a-z0-9-]*-(?:delivery|event|webhook|message)-(?:id|guid|uuid)|x-[a-z0-9]+-delivery)$/;

/**
 * `receive` of a trigger whose every delivery is one thing that happened: all that a document can say of a webhook. The delivery's
 * own id tells repetitions; without one, its bytes do.
 */
export async function receiveDelivery(
  _context: TriggerContext,
  { headers, bytes, json, text }: DeliveredRequest,
): Promise<readonly TriggerItem[]> {
  const name = Object.keys(headers)
    .sort(standardFirst)
    .find((header) => ID_HEADER.test(header));
  const own = name === undefined ? '' : (headers[name] ?? '').slice(0, 200);
  const id = own === '' ? await digestOf(bytes) : own;
  return [{ id, data: json ?? (text === '' ? null : text) }];
}

const standardFirst = (left: string, right: string): number =>
  Number(right === 'webhook-id') - Number(left === 'webhook-id') || left.localeCompare(right);

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
