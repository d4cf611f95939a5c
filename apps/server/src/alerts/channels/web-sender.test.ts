import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlainSender } from '@millrace/connector-host';
import { createOutboundGuard, type OutboundGuard } from '@millrace/security';
import { sendSlack, sendWebhook, type WebParts } from './web-sender.ts';

let receiver: Server;
let guard: OutboundGuard;
let parts: WebParts;
let answer: RequestListener;

beforeAll(async () => {
  receiver = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  guard = createOutboundGuard({ allow: ['127.0.0.1'] });
  parts = { send: createPlainSender(guard, { reads: 'beginning' }), nowMs: () => 1_800_000_000_000 };
});
afterAll(async () => {
  await guard.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const url = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
const message = {
  id: 'a-1',
  workspaceId: 'w-1',
  isTest: true,
  isDigest: false,
  workspace: 'default',
  items: [],
  subject: 'A test',
};
const secrets = [`whsec_${Buffer.alloc(32, 7).toString('base64')}`];
const answering =
  (status: number, body: string | Buffer, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

// A status is an answer, whatever page a proxy or a service puts below it: nobody is told twice because of one.
test.each<[string, RequestListener, string]>([
  ['an empty answer', answering(204, ''), 'sent'],
  ['a long page', answering(200, 'x'.repeat(5000)), 'sent'],
  ['a body that is not encoded as it says', answering(200, 'plain', { 'content-encoding': 'gzip' }), 'sent'],
  ['nobody here any more, with a long page', answering(410, 'x'.repeat(5000)), 'never'],
  ['trouble', answering(500, 'x'.repeat(5000)), 'later'],
])('of %s the status counts', async (_, listener, kind) => {
  answer = listener;
  expect(await sendWebhook(parts, { url: url(), secrets }, message)).toMatchObject({ kind });
});

test('what a chat says of a refusal is told by its beginning', async () => {
  answer = answering(404, `no_team${'.'.repeat(5000)}`);
  expect(await sendSlack(parts, url(), message)).toEqual({
    kind: 'never',
    reason: expect.stringMatching(/^Slack answered 404: no_team\.{93}$/) as unknown,
  });
});
