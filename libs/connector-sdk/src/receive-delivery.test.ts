import { receiveDelivery } from './receive-delivery.ts';
import type { DeliveredRequest, TriggerItem } from './trigger.ts';

const receive = (text: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly TriggerItem[]> => {
  const json = text.startsWith('{') ? (JSON.parse(text) as DeliveredRequest['json']) : null;
  const bytes = new TextEncoder().encode(text);
  return receiveDelivery({} as never, { method: 'POST', headers, query: {}, bytes, text, json });
};

test.each([
  [{ 'webhook-id': 'msg_1', 'x-acme-delivery': 'other' }, 'msg_1'],
  [{ 'x-github-delivery': '72d3162e' }, '72d3162e'],
  [{ 'x-shopify-webhook-id': 'b54' }, 'b54'],
])('the id of a delivery is its own: %j', async (headers, id) =>
  expect(await receive('{"a":1}', headers)).toEqual([{ id, data: { a: 1 } }]),
);

test('without one the same bytes are the same delivery, whatever a proxy calls them', async () => {
  const [first] = await receive('{"a":1}', { 'x-request-id': '1' });
  const [again] = await receive('{"a":1}', { 'x-request-id': '2' });
  const [other] = await receive('{"a":2}');
  expect(first?.id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(again?.id).toBe(first?.id);
  expect(other?.id).not.toBe(first?.id);
});

test('what is no JSON is text, and what is empty is nothing', async () => {
  expect(await receive('ping')).toMatchObject([{ data: 'ping' }]);
  expect(await receive('')).toMatchObject([{ data: null }]);
});
