// Steps that stand still: what people decide about them, and what becomes of them when their connection is mended.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InstalledConnector } from '@millrace/connector-host';
import { action, defineConnector, t } from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type Answer, type TestServer } from '../testing/test-server.ts';

interface Held {
  readonly path: string;
  readonly [member: string]: unknown;
}

let database: TestDatabase;
let server: TestServer;
let service: Server;
/** Bodies of the calls that the service got, in order. */
let seen: unknown[];
/** How it answers: not at all, by a status. */
let answer: 'drop' | number;
/** What it lets in. */
let accepted: string;

/** A connector that looks whether it has charged before it does so again. */
function makePayConnector(baseUrl: string): InstalledConnector {
  const connector = defineConnector({
    ...{ name: 'pay', title: 'Pay', description: 'Charges.', categories: ['tests'] },
    ...{ baseUrl, permissions: { hosts: ['127.0.0.1'] } },
    actions: {
      charge: action({
        ...{ title: 'Charge', effects: 'write', input: t.Object({}), output: t.Unknown(), sample: null },
        idempotency: { verify: async ({ http }) => (await http.post('/charges', { json: 'look' })).body },
        run: async ({ http }) => (await http.post('/charges', { json: 'charge' })).body,
      }),
    },
  });
  return {
    ...{ origin: 'built-in', connector, manifest: describeConnector(connector, '1.0.0') },
    ...{ icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', readme: '# Pay' },
  };
}
const startServer = (): Promise<TestServer> =>
  startTestServer(
    database.url,
    { MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' },
    { connectors: [makePayConnector(new URL(url()).origin)] },
  );

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString()));
  request.on('end', () => {
    const body: unknown = JSON.parse(text || 'null');
    seen.push(body);
    if (answer === 'drop') return void request.socket.destroy();
    const { authorization } = request.headers;
    const status = authorization === undefined || authorization === `Bearer ${accepted}` ? answer : 401;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ got: body }));
  });
};

beforeAll(async () => {
  database = await createTestDatabase();
  service = createServer(serve).listen(0, '127.0.0.1');
  await new Promise((resolve) => service.once('listening', resolve));
  server = await startServer();
}, 60_000);
beforeEach(() => {
  seen = [];
  answer = 200;
  accepted = 'good';
});
afterAll(async () => {
  await server.stop();
  service.closeAllConnections();
  service.close();
  await database.drop();
}, 60_000);

const url = (): string => `http://127.0.0.1:${(service.address() as AddressInfo).port}/charges`;
const charge = (more: object = {}) => ({
  ...{ Type: 'Task', Resource: 'connector:http/request', End: true },
  Arguments: { method: 'POST', url: url(), body: '{% $states.input %}' },
  Output: '{% $states.result.body %}',
  ...more,
});
const workflow = (name: string, states: object, startAt = Object.keys(states)[0]) => ({
  ...{ millrace: 1, name, triggers: { api: { type: 'call' } } },
  machine: { QueryLanguage: 'JSONata', StartAt: startAt, States: states },
});
const publish = (name: string, more: object = {}) => server.publish(workflow(name, { Charge: charge(more) }));
const start = async (name: string, input: unknown): Promise<string> =>
  (await server.api(`/api/v1/workflows/${name}/runs`, { json: { input } })).body.runId;
const read = async (runId: string) =>
  (await server.api(`/api/v1/runs/${runId}`)).body as unknown as {
    readonly status: string;
    readonly held: readonly Held[];
    readonly output?: unknown;
    readonly error?: string;
    readonly cause?: string;
  };
const untilHeld = async (runId: string, count = 1): Promise<readonly Held[]> => {
  await until(async () => (await read(runId)).held.length === count);
  return (await read(runId)).held;
};
const untilStatus = (runId: string, status: string) => until(async () => (await read(runId)).status === status);
const decide = (runId: string, json: object): Promise<Answer> => server.api(`/api/v1/runs/${runId}/decide`, { json });
const connection = '/api/v1/connections';

/** A run whose call was sent, and never answered. */
async function startUnknown(name: string, input: unknown): Promise<string> {
  answer = 'drop';
  const runId = await start(name, input);
  await untilHeld(runId);
  answer = 200;
  return runId;
}

describe('a call of which nobody knows what became', () => {
  beforeAll(() => publish('unknown'));

  test('stands still, and shows why', async () => {
    const runId = await startUnknown('unknown', { n: 1 });
    const { status, held } = await read(runId);
    expect(status).toBe('waiting');
    expect(held).toEqual([
      {
        ...{ runId, workflow: 'unknown', path: 'Charge', state: 'Charge', resource: 'connector:http/request' },
        ...{ error: 'Connector.OutcomeUnknown', cause: expect.stringContaining('"message"') as string, attempt: 1 },
        heldSince: expect.stringMatching(/^2\d{3}-/) as string,
      },
    ]);
    const listed = await server.api('/api/v1/held-steps?limit=200');
    expect(listed.body.items).toContainEqual(held[0]);
    expect((await server.api(`/api/v1/held-steps?run=${runId}`)).body.items).toEqual(held);
    expect((await server.api('/api/v1/held-steps?connection=none')).body.items).toEqual([]);
    // It is not tried again by itself.
    expect(seen).toEqual([{ n: 1 }]);
  });

  test('happened, somebody says, and gives its result', async () => {
    const runId = await startUnknown('unknown', { n: 2 });
    const output = { status: 201, body: { paid: true } };
    expect(await decide(runId, { path: 'Charge', decision: 'done', output })).toMatchObject({ status: 204, text: '' });
    await untilStatus(runId, 'succeeded');
    expect(await read(runId)).toMatchObject({ output: { paid: true }, held: [] });
    expect(seen).toEqual([{ n: 2 }]);
  });

  test('did not happen, somebody says: it is called again', async () => {
    const runId = await startUnknown('unknown', { n: 3 });
    expect(await decide(runId, { path: 'Charge', decision: 'again' })).toMatchObject({ status: 204 });
    await untilStatus(runId, 'succeeded');
    expect((await read(runId)).output).toEqual({ got: { n: 3 } });
    expect(seen).toEqual([{ n: 3 }, { n: 3 }]);
  });

  test('is looked for before it is called again, where its action can', async () => {
    await server.publish(
      workflow('looking', { Charge: { Type: 'Task', Resource: 'connector:pay/charge', Arguments: {}, End: true } }),
    );
    const runId = await startUnknown('looking', {});
    // Looking is repeated, charging is not.
    expect(new Set(seen)).toEqual(new Set(['charge', 'look']));
    expect(seen.filter((body) => body === 'charge')).toHaveLength(1);
    seen = [];
    await decide(runId, { path: 'Charge', decision: 'again' });
    await untilStatus(runId, 'succeeded');
    expect(seen).toEqual(['look']);
    expect((await read(runId)).output).toEqual({ got: 'look' });
  });

  test('fails, somebody says: with the error and the cause that it was held for', async () => {
    const runId = await startUnknown('unknown', { n: 4 });
    const [{ cause } = { cause: '' }] = (await read(runId)).held;
    expect(await decide(runId, { path: 'Charge', decision: 'failed' })).toMatchObject({ status: 204 });
    await untilStatus(runId, 'failed');
    expect(await read(runId)).toMatchObject({ error: 'Connector.OutcomeUnknown', cause, held: [] });
  });

  test('is decided once, whoever decides', async () => {
    const runId = await startUnknown('unknown', { n: 5 });
    const answers = await Promise.all([1, 2, 3].map(() => decide(runId, { path: 'Charge', decision: 'again' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    const late = answers.find(({ status }) => status === 404);
    expect(late?.body).toMatchObject({
      code: 'held_step.not_found',
      detail: expect.stringContaining('Charge') as string,
    });
    await untilStatus(runId, 'succeeded');
    for (const decision of ['again', 'failed'])
      expect(await decide(runId, { path: 'Charge', decision })).toMatchObject({ status: 404 });
    expect(seen).toEqual([{ n: 5 }, { n: 5 }]);
  });

  test('is caught where a rule takes it', async () => {
    await server.publish(
      workflow('caught', {
        Charge: charge({ Catch: [{ ErrorEquals: ['Connector.OutcomeUnknown'], Next: 'Ask' }] }),
        Ask: { Type: 'Succeed', Output: 'asked' },
      }),
    );
    answer = 'drop';
    const runId = await start('caught', {});
    await untilStatus(runId, 'succeeded');
    expect(await read(runId)).toMatchObject({ output: 'asked', held: [] });
  });

  test('is given up with its run', async () => {
    const runId = await startUnknown('unknown', { n: 6 });
    await server.api(`/api/v1/runs/${runId}/cancel`, { json: {} });
    await untilStatus(runId, 'cancelled');
    expect((await read(runId)).held).toEqual([]);
    expect((await decide(runId, { path: 'Charge', decision: 'again' })).body).toMatchObject({
      ...{ status: 404, code: 'held_step.not_found' },
    });
  });

  test('stands still over a restart, and is decided after it', async () => {
    const runId = await startUnknown('unknown', { n: 7 });
    await server.stop();
    server = await startServer();
    expect(await untilHeld(runId)).toMatchObject([{ path: 'Charge', error: 'Connector.OutcomeUnknown' }]);
    expect(seen).toEqual([{ n: 7 }]);
    await decide(runId, { path: 'Charge', decision: 'again' });
    await untilStatus(runId, 'succeeded');
    expect(seen).toEqual([{ n: 7 }, { n: 7 }]);
  }, 60_000);
});

test('each item of a Map is decided by itself', async () => {
  const each = {
    ...{ Type: 'Map', Items: '{% $states.input %}', End: true },
    ItemProcessor: { StartAt: 'Charge', States: { Charge: charge() } },
  };
  await server.publish(workflow('each', { Each: each }));
  answer = 'drop';
  const runId = await start('each', ['a', 'b', 'c']);
  const held = await untilHeld(runId, 3);
  expect(held.map(({ path }) => path).sort()).toEqual(['Each[0]/Charge', 'Each[1]/Charge', 'Each[2]/Charge']);
  answer = 200;
  await decide(runId, { path: 'Each[0]/Charge', decision: 'done', output: { body: 'mine' } });
  await decide(runId, { path: 'Each[1]/Charge', decision: 'again' });
  expect((await untilHeld(runId)).map(({ path }) => path)).toEqual(['Each[2]/Charge']);
  await decide(runId, { path: 'Each[2]/Charge', decision: 'done', output: { body: null } });
  await untilStatus(runId, 'succeeded');
  expect((await read(runId)).output).toEqual(['mine', { got: 'b' }, null]);
});

describe('a connection that the service refuses', () => {
  const fields = (token: string) => ({ fields: { token } });
  const keep = (name: string, token: string): Promise<Answer> =>
    server.api(connection, {
      json: {
        ...{ name, kind: 'connector', connector: 'http', authKind: 'bearer', allowedHosts: ['127.0.0.1'] },
        ...fields(token),
      },
    });
  const waitingFor = async (name: string): Promise<unknown> => {
    const { waitingSteps } = (await server.api(`${connection}/${name}`)).body as unknown as { waitingSteps: number };
    return waitingSteps;
  };

  test('is waited for, and what waits goes on in order when its secrets are replaced', async () => {
    await keep('worn', 'worn-out');
    const keptAtMs = performance.now();
    await publish('charges', { Credentials: { Connection: 'worn' } });
    // What is refused within a second of its making may have met what was there before, and is called once more.
    await until(() => performance.now() - keptAtMs > 1200);
    const runIds: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const runId = await start('charges', { n });
      await untilHeld(runId);
      runIds.push(runId);
    }
    expect((await read(runIds[0] ?? '')).held).toMatchObject([{ error: 'Connector.Auth', connection: 'worn' }]);
    expect(await waitingFor('worn')).toBe(12);
    const page = await server.api('/api/v1/held-steps?connection=worn&limit=5');
    const next = (page.body as unknown as { nextCursor: string }).nextCursor;
    const rest = await server.api(`/api/v1/held-steps?connection=worn&limit=100&cursor=${next}`);
    expect(
      [...page.body.items, ...rest.body.items].map((step) => (step as unknown as { runId: string }).runId),
    ).toEqual(runIds);
    seen = [];
    await server.api(`${connection}/worn/fields`, { method: 'PUT', json: fields('good') });
    for (const runId of runIds) await untilStatus(runId, 'succeeded');
    // A few at once, so neighbours may overtake each other; nobody waits for ever.
    expect(seen).toHaveLength(12);
    expect(new Set(seen.slice(0, 10).map((body) => (body as { n: number }).n))).toEqual(
      new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    );
    expect(await waitingFor('worn')).toBe(0);
  }, 60_000);

  test('is mended at the service, and a test by a person says so', async () => {
    await keep('elsewhere', 'locked-out');
    await publish('elsewhere', { Credentials: { Connection: 'elsewhere' } });
    const runId = await start('elsewhere', {});
    await untilHeld(runId);
    accepted = 'locked-out';
    expect((await server.api(`${connection}/elsewhere/test`, { method: 'POST' })).status).toBe(200);
    await untilStatus(runId, 'succeeded');
  });

  test('may be made anew under its name', async () => {
    await keep('gone', 'worn-out');
    await publish('gone', { Credentials: { Connection: 'gone' } });
    const runId = await start('gone', {});
    await untilHeld(runId);
    await server.api(`${connection}/gone?force=true`, { method: 'DELETE' });
    await keep('gone', 'good');
    await untilStatus(runId, 'succeeded');
  });

  test('is waited for where it was removed after the workflow was published', async () => {
    await keep('removed', 'good');
    await publish('removed', { Credentials: { Connection: 'removed' } });
    await server.api(`${connection}/removed?force=true`, { method: 'DELETE' });
    const runId = await start('removed', {});
    const [step] = await untilHeld(runId);
    expect(step).toMatchObject({ error: 'Connector.Auth', connection: 'removed' });
    expect(step?.cause).toContain('connection.not_found');
    expect(seen).toEqual([]);
    await keep('removed', 'good');
    await untilStatus(runId, 'succeeded');
  });

  test('is refused again: what was called again stands still once more', async () => {
    await keep('still-bad', 'worn-out');
    await publish('still-bad', { Credentials: { Connection: 'still-bad' } });
    const runId = await start('still-bad', { n: 1 });
    await untilHeld(runId);
    await server.api(`${connection}/still-bad/fields`, { method: 'PUT', json: fields('also-bad') });
    await until(() => seen.length === 2);
    expect(await untilHeld(runId)).toMatchObject([{ error: 'Connector.Auth', connection: 'still-bad' }]);
    await decide(runId, { path: 'Charge', decision: 'failed' });
    await untilStatus(runId, 'failed');
    expect(await read(runId)).toMatchObject({ error: 'Connector.Auth' });
  });
});

describe('refused', () => {
  const UNKNOWN = '01234567-89ab-7def-8123-456789abcdef';

  test.each([
    ['no decision', { path: 'Charge' }],
    ['another decision', { path: 'Charge', decision: 'maybe' }],
    ['no path', { decision: 'again' }],
    ['an empty path', { path: '', decision: 'again' }],
    ['a path that nothing can be kept under', { path: 'a\0', decision: 'again' }],
    ['no result', { path: 'Charge', decision: 'done' }],
    ['a result of what shall be called again', { path: 'Charge', decision: 'again', output: 1 }],
    ['an unknown member', { path: 'Charge', decision: 'failed', error: 'Mine' }],
  ])('%s is no decision', async (_, json) => {
    expect((await decide(UNKNOWN, json)).body).toMatchObject({ status: 422, code: 'request.invalid' });
  });

  test('a run that is none, and a cursor that nobody gave', async () => {
    expect((await decide(UNKNOWN, { path: 'A', decision: 'again' })).body).toMatchObject({ code: 'run.not_found' });
    expect((await decide('none', { path: 'A', decision: 'again' })).body).toMatchObject({ status: 400 });
    expect((await server.api('/api/v1/held-steps?cursor=none')).body).toMatchObject({ code: 'list.cursor_invalid' });
    expect((await server.api('/api/v1/held-steps?limit=0')).body).toMatchObject({ status: 400 });
  });

  test('nobody decides who may not operate runs', async () => {
    const key = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['run.read'] } });
    const headers = { authorization: `Bearer ${key.body.key}` };
    const given = { json: { path: 'A', decision: 'again' }, headers };
    expect((await server.send(`/api/v1/runs/${UNKNOWN}/decide`, given)).body).toMatchObject({ code: 'auth.forbidden' });
    expect((await server.send('/api/v1/held-steps', { headers })).status).toBe(200);
    expect((await server.send('/api/v1/held-steps')).status).toBe(401);
  });
});
