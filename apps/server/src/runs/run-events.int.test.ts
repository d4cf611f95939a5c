import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

async function makeKey(): Promise<{ readonly id: string; readonly headers: { readonly authorization: string } }> {
  const { body } = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['run.read'] } });
  return { id: body.id, headers: { authorization: `Bearer ${body.key}` } };
}

test('HEAD tells the type of a stream, ends, and takes no place', async () => {
  const { headers } = await makeKey();
  for (let count = 0; count < 25; count += 1) {
    const { status, headers: answered } = await server.send('/api/v1/runs/events', { method: 'HEAD', headers });
    expect(status).toBe(200);
    expect(answered.get('content-type')).toBe('text/event-stream; charset=utf-8');
  }
});

test('a reader has so many streams and no more', async () => {
  const { headers } = await makeKey();
  const readers = new AbortController();
  const open = () => fetch(`${server.url}/api/v1/runs/events`, { headers, signal: readers.signal });
  const streams = await Promise.all(Array.from({ length: 20 }, open));
  expect(streams.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
  const refused = await open();
  expect(await refused.json()).toMatchObject({ status: 429, code: 'stream.too_many', limit: 20 });
  readers.abort();
});

test('a stream ends with the key that opened it', async () => {
  const { id, headers } = await makeKey();
  const other = await makeKey();
  const [ending, staying] = await Promise.all(
    [headers, other.headers].map((credentials) => fetch(`${server.url}/api/v1/runs/events`, { headers: credentials })),
  );
  await server.api(`/api/v1/api-keys/${id}`, { method: 'DELETE' });
  // It ends by itself: the body is read to its end.
  expect(await ending?.text()).toContain(': open');
  const reader = staying?.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  await reader?.cancel();
});
