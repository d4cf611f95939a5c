// A document becomes a connector, and the host calls it: to a server of this test on loopback.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createConnectorHost,
  type ActionOutcome,
  type HostConnections,
  type HostFiles,
} from '@millrace/connector-host';
import type { JsonValue } from '@millrace/connector-sdk';
import { connectorOfManifest } from '@millrace/connector-sdk/platform';
import { createEvaluator } from '@millrace/expressions';
import { createOutboundGuard } from '@millrace/security';
import { importOpenApi } from './import-openapi.ts';
import { inspectOpenApi } from './inspect-openapi.ts';
import { readFixture, type Fixture } from './testing/read-fixture.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = (seen: Seen) => {
  readonly status?: number;
  readonly body: JsonValue;
  readonly headers?: Record<string, string>;
};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: Answer): Promise<{ readonly url: string; readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      const { status = 200, body, headers: more = {} } = answer(one);
      response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const notUsed = (): Promise<never> => Promise.reject(new Error('No files in this test.'));
const files: HostFiles = { read: notUsed, write: notUsed };

/** Imports a document as it is, its lists read page by page, and gives a way to call it through a connection. */
function install(
  fixture: Fixture,
  baseUrl: string,
  { authKind, ...secrets }: { readonly authKind: string; readonly [secret: string]: string },
) {
  const document = readFixture(fixture);
  const corrections = Object.fromEntries(
    inspectOpenApi(document).operations.flatMap(({ key, suggested }) =>
      suggested.paginate === undefined ? [] : [[key, { paginate: true }] as const],
    ),
  );
  const { manifest } = importOpenApi(document, { name: 'imported', corrections });
  const guard = createOutboundGuard({ allow: ['127.0.0.1'] });
  closing.push(() => guard.close());
  const connection = { name: 'mine', key: 'mine:1', authKind, fields: { baseUrl }, secrets };
  const connections: HostConnections = {
    resolve: () => Promise.resolve(connection),
    refresh: () => Promise.resolve(undefined),
    noteOutcome: () => undefined,
  };
  const evaluator = createEvaluator();
  const host = createConnectorHost({
    connectors: [{ origin: 'openapi', connector: connectorOfManifest(manifest), manifest, icon: '', readme: '' }],
    ...{ guard, files, connections },
    evaluate: (expression, input) => evaluator.evaluate({ expression, input, bindings: {}, nowMs: 0, seed: '' }),
  });
  return (action: string, input: JsonValue): Promise<ActionOutcome> =>
    host.call({
      ...{ workspaceId: 'w', connector: 'imported', connection: 'mine', action, arguments: input },
      idempotencyKey: 'k'.repeat(52),
      run: { id: 'r', workflow: 'orders', state: 'Pay', path: '/Pay', attempt: 1 },
      ...{ timeoutMs: 5000, signal: new AbortController().signal },
    });
}

const coupon = (id: string): JsonValue => ({
  id,
  object: 'coupon',
  created: 1,
  duration: 'once',
  livemode: false,
  times_redeemed: 0,
  valid: true,
});

test('a form is written and a list is read to its end, signed in by the connection', async () => {
  const { url, seen } = await serve(({ method, url: path }) => {
    if (method === 'POST') return { body: coupon('C1') };
    const after = new URL(path, 'http://a').searchParams.get('starting_after');
    const data = after === null ? [coupon('C1'), coupon('C2')] : [coupon('C3')];
    return { body: { object: 'list', url: '/v1/coupons', has_more: after === null, data } };
  });
  const call = install('stripe.json', url, { authKind: 'bearerAuth', token: 'sk_test_123' });

  expect(await call('post_coupons', { body: { percent_off: 25.5, metadata: { team: 'a b' } } })).toMatchObject({
    ...{ kind: 'returned', output: { id: 'C1' } },
  });
  expect(seen[0]).toMatchObject({
    ...{ method: 'POST', url: '/v1/coupons', body: 'percent_off=25.5&metadata%5Bteam%5D=a+b' },
    headers: { authorization: 'Bearer sk_test_123', 'content-type': 'application/x-www-form-urlencoded' },
  });

  const list = await call('get_coupons', {});
  expect(list).toMatchObject({
    kind: 'returned',
    output: { items: [{ id: 'C1' }, { id: 'C2' }, { id: 'C3' }], next: null },
  });
  expect(seen.slice(1).map((request) => request.url)).toEqual([
    '/v1/coupons?limit=100',
    '/v1/coupons?limit=100&starting_after=C2',
  ]);
});

test('an answer that is not as described is given all the same, and noted', async () => {
  const { url } = await serve(() => ({ body: { id: 5, brand: 'new' } }));
  const call = install('stripe.json', url, { authKind: 'bearerAuth', token: 't' });
  const outcome = await call('post_coupons', { body: {} });
  expect(outcome).toMatchObject({ kind: 'returned', output: { id: 5, brand: 'new' } });
  expect(outcome.log.filter(({ http }) => http === undefined)).toHaveLength(1);
});

test('arguments that do not fit never leave', async () => {
  const { url, seen } = await serve(() => ({ body: {} }));
  const call = install('stripe.json', url, { authKind: 'bearerAuth', token: 't' });
  for (const input of [{ body: { percent_off: 'many' } }, { body: {}, query: {} }, { colour: 'red' }, null])
    expect(await call('post_coupons', input)).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
  for (const name of ['..', '.', ''])
    expect(await call('delete_coupons_coupon', { path: { coupon: name } })).toMatchObject({ error: 'Connector.Fatal' });
  expect(seen).toEqual([]);
});

test('what is in a path stays one part of it', async () => {
  const { url, seen } = await serve(() => ({ body: { deleted: true, id: 'x', object: 'coupon' } }));
  const call = install('stripe.json', url, { authKind: 'bearerAuth', token: 't' });
  expect(await call('delete_coupons_coupon', { path: { coupon: '../admin?x=1#' } })).toMatchObject({
    kind: 'returned',
  });
  expect(seen.map((request) => request.url)).toEqual(['/v1/coupons/..%2Fadmin%3Fx%3D1%23']);
});

test('Swagger 2.0 is called alike', async () => {
  const { url, seen } = await serve(() => ({ body: { ok: true, channel: 'C1', ts: '1.2', message: {} } }));
  const call = install('slack.json', url, { authKind: 'slackAuth', access_token: 'xoxb-1' });
  const outcome = await call('chat_post_message', { body: { channel: 'C1', text: 'Hi & bye' } });
  expect(outcome).toMatchObject({ kind: 'returned', output: { ok: true } });
  expect(seen).toMatchObject([
    { url: '/chat.postMessage', body: 'channel=C1&text=Hi+%26+bye', headers: { authorization: 'Bearer xoxb-1' } },
  ]);
});
