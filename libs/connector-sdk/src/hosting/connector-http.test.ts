import { auth } from '../auth.ts';
import { FatalError, PauseError, RetryableError } from '../failures.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { t } from '../schema.ts';
import { createConnectorHttp, type ConnectorHttpParts } from './connector-http.ts';
import type { CallConnection } from './credentials.ts';

const KEYED = auth.apiKey({ title: 'Key', in: 'header', name: 'x-key', prefix: 'Key ' });
const aConnection = (changes: Partial<CallConnection> = {}): CallConnection => ({
  ...{ name: 'acme', key: 'acme:1', authKind: 'token' },
  fields: { site: 'blue' },
  secrets: { key: 's3cr3t-value' },
  ...changes,
});
const GET: HttpRequest = { method: 'GET', url: '/tickets' };

/** A way out whose answers the test decides. */
function waysOut(changes: Partial<ConnectorHttpParts> = {}, answer: (index: number) => unknown = () => undefined) {
  const sent: HttpRequest[] = [];
  const secrets: string[] = [];
  const send = createConnectorHttp({
    connector: {
      name: 'desk',
      baseUrl: 'https://{connection.site}.desk.example/api',
      hosts: ['*.desk.example', 'files.example'],
    },
    send: (request) => {
      sent.push(request);
      const said = answer(sent.length - 1);
      if (said instanceof Error) return Promise.reject(said);
      return Promise.resolve({
        status: 200,
        headers: {},
        cookies: [],
        body: null,
        url: request.url,
      } satisfies HttpResponse);
    },
    signal: new AbortController().signal,
    addSecret: (secret) => secrets.push(secret),
    connection: { auth: KEYED, current: aConnection() },
    isRepeatable: false,
    ...changes,
  });
  return { send, sent, secrets };
}
const refusal = (code: string) =>
  expect.objectContaining({ detail: expect.objectContaining({ code }) as object }) as Error;

describe('where it may go', () => {
  test.each([
    ['/tickets', 'https://blue.desk.example/api/tickets'],
    ['tickets', 'https://blue.desk.example/api/tickets'],
    ['', 'https://blue.desk.example/api'],
    ['https://files.example/a', 'https://files.example/a'],
    ['https://x.y.desk.example/a', 'https://x.y.desk.example/a'],
  ])('"%s" is %s', async (url, expected) => {
    const { send, sent } = waysOut();
    await send({ method: 'GET', url });
    expect(sent[0]?.url).toBe(expected);
  });

  test.each([
    'https://desk.example/',
    'https://desk.example.evil.example/',
    'https://evil.example/desk.example',
    'https://xfiles.example/',
  ])('not to %s', async (url) => {
    const { send, sent } = waysOut();
    await expect(async () => send({ method: 'GET', url })).rejects.toEqual(refusal('outbound.host_not_permitted'));
    expect(sent).toEqual([]);
  });

  test.each(['evil.example/', 'a@b', 'a:1', 'a b', '', 'ä'])('a field "%s" makes no host', async (site) => {
    const { send } = waysOut({ connection: { auth: KEYED, current: aConnection({ fields: { site } }) } });
    await expect(async () => send(GET)).rejects.toEqual(refusal('connection.field_invalid'));
  });

  test('a field in a path is one part of it', async () => {
    const { send, sent } = waysOut({
      connector: { name: 'desk', baseUrl: 'https://desk.example/{connection.site}', hosts: ['desk.example'] },
      connection: { auth: KEYED, current: aConnection({ fields: { site: '../admin' } }) },
    });
    await send(GET);
    expect(sent[0]?.url).toBe('https://desk.example/..%2Fadmin/tickets');
  });

  test('a connection to an installation of its own says where that is', async () => {
    const { send, sent } = waysOut({
      connection: { auth: KEYED, current: aConnection({ fields: { baseUrl: 'https://git.corp.example/api' } }) },
    });
    await send(GET);
    expect(sent[0]?.url).toBe('https://git.corp.example/api/tickets');
  });
});

describe('as whom', () => {
  test('credentials are added beside headers, and kept out of records', async () => {
    const { send, sent, secrets } = waysOut();
    await send({ ...GET, headers: { accept: 'text/csv' } });
    expect(sent[0]).toMatchObject({
      headers: { accept: 'text/csv' },
      credentials: { headers: { 'x-key': 'Key s3cr3t-value' } },
    });
    expect(secrets).toEqual(['Key s3cr3t-value', 's3cr3t-value']);
  });

  test.each([
    [auth.apiKey({ title: 'Key', in: 'query', name: 'key' }), { secrets: { key: 'abc' } }, { query: { key: 'abc' } }],
    [auth.bearer({ title: 'Token' }), { secrets: { token: 'abc' } }, { headers: { authorization: 'Bearer abc' } }],
    [
      auth.basic({ title: 'User' }),
      { fields: { site: 'blue', username: 'Zoë' }, secrets: { password: 'p:w' } },
      { headers: { authorization: `Basic ${Buffer.from('Zoë:p:w').toString('base64')}` } },
    ],
    [
      auth.oauth2({ title: 'Account', grant: 'client_credentials', tokenUrl: 'https://id.example/token', scopes: {} }),
      { secrets: { access_token: 'abc', refresh_token: 'def' } },
      { headers: { authorization: 'Bearer abc' } },
    ],
  ])('%j', async (kind, changes, credentials) => {
    const { send, sent } = waysOut({
      connection: { auth: kind, current: aConnection(changes) },
    });
    await send(GET);
    expect(sent[0]?.credentials).toMatchObject(credentials);
  });

  test('a connection that names hosts is used for these only', async () => {
    const { send, sent } = waysOut({
      connection: { auth: KEYED, current: aConnection({ allowedHosts: ['blue.desk.example'] }) },
    });
    await send(GET);
    await send({ method: 'GET', url: 'https://files.example/a' });
    expect(sent.map(({ credentials }) => credentials !== undefined)).toEqual([true, false]);
  });

  test('where a connector may go anywhere, using it elsewhere is a mistake', async () => {
    const { send, sent } = waysOut({
      connector: { name: 'http', hosts: ['*'] },
      connection: { auth: KEYED, current: aConnection({ allowedHosts: ['desk.example'] }) },
    });
    await send({ method: 'GET', url: 'https://desk.example/' });
    await expect(send({ method: 'GET', url: 'https://other.example/' })).rejects.toEqual(
      refusal('connection.host_not_allowed'),
    );
    expect(sent).toHaveLength(1);
  });

  test('a header may be named by the connection', async () => {
    const named = auth.apiKey({ title: 'Header', in: 'header', name: '{connection.header}' });
    const { send, sent } = waysOut({
      connection: { auth: named, current: aConnection({ fields: { site: 'blue', header: 'x-team-key' } }) },
    });
    await send(GET);
    expect(sent[0]?.credentials?.headers).toEqual({ 'x-team-key': 's3cr3t-value' });
  });

  test('several secrets each go to their place, and fields beside them', async () => {
    const both = auth.custom({
      title: 'Application and user',
      fields: t.Object({ app: t.Secret(), user: t.Secret(), site: t.String() }),
      apply: { query: { app_id: '{app}', site: '{site}' }, headers: { 'x-user': 'Token {user}' } },
    });
    const current = aConnection({ secrets: { app: 'a1', user: 'u1' } });
    const { send, sent, secrets } = waysOut({ connection: { auth: both, current } });
    await send(GET);
    expect(sent[0]?.credentials).toEqual({ query: { app_id: 'a1', site: 'blue' }, headers: { 'x-user': 'Token u1' } });
    expect(secrets).toEqual(expect.arrayContaining(['a1', 'Token u1', 'u1']));
    const half = waysOut({ connection: { auth: both, current: aConnection({ secrets: { app: 'a1' } }) } });
    await expect(half.send(GET)).rejects.toEqual(refusal('connection.not_connected'));
    expect(half.sent).toEqual([]);
  });

  test('a request that is signed is signed last', async () => {
    const custom = auth.custom({
      title: 'Signed',
      fields: KEYED.fields as never,
      sign: (request, { key }) => ({
        ...request,
        headers: { ...request.headers, signature: `${request.url} ${key ?? ''}` },
      }),
    });
    const { send, sent } = waysOut({ connection: { auth: custom, current: aConnection() } });
    await send(GET);
    expect(sent[0]?.headers).toEqual({ signature: 'https://blue.desk.example/api/tickets s3cr3t-value' });
  });

  const refused = (): Error => new PauseError('No.', { detail: { status: 401 } });

  test('after a 401 the credentials are refreshed once, and the request is made again', async () => {
    const refreshed: CallConnection[] = [];
    const refresh = (used: CallConnection): Promise<CallConnection> => {
      refreshed.push(used);
      return Promise.resolve(aConnection({ secrets: { key: 'fresh-value' } }));
    };
    const { send, sent } = waysOut({ refresh }, (index) => (index === 0 ? refused() : undefined));
    await send(GET);
    await send(GET);
    expect(refreshed).toHaveLength(1);
    expect(sent.map(({ credentials }) => credentials?.headers?.['x-key'])).toEqual([
      'Key s3cr3t-value',
      'Key fresh-value',
      'Key fresh-value',
    ]);
  });

  test('what somebody finds in an answer is treated as what sending fails with', async () => {
    const refresh = (): Promise<CallConnection> => Promise.resolve(aConnection({ secrets: { key: 'fresh-value' } }));
    const { send, sent } = waysOut({ refresh, isRepeatable: true });
    const found = [refused(), new RetryableError('Busy.'), undefined];
    const judged: (boolean | undefined)[] = [];
    const answer = await send({ ...GET, method: 'POST' }, ({ isRepeatable }) => {
      judged.push(isRepeatable);
      return found.shift();
    });
    expect(answer.status).toBe(200);
    expect(judged).toEqual([true, true, true]);
    expect(sent.map(({ credentials }) => credentials?.headers?.['x-key'])).toEqual([
      'Key s3cr3t-value',
      'Key fresh-value',
      'Key fresh-value',
    ]);
  });

  test('a second 401 is the answer', async () => {
    const { send, sent } = waysOut({ refresh: () => Promise.resolve(aConnection()) }, refused);
    await expect(send(GET)).rejects.toThrow('No.');
    expect(sent).toHaveLength(2);
  });

  test('nothing to be had: the 401 is the answer at once', async () => {
    const { send, sent } = waysOut({ refresh: () => Promise.resolve(undefined) }, refused);
    await expect(send(GET)).rejects.toThrow('No.');
    expect(sent).toHaveLength(1);
  });
});

describe('how often', () => {
  const busy = (retryAfterMs?: number): Error =>
    new RetryableError('Busy.', retryAfterMs === undefined ? {} : { retryAfterMs });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE'])('%s is made three times', async (method) => {
    const { send, sent } = waysOut({}, () => busy());
    await expect(send({ ...GET, method })).rejects.toThrow('Busy.');
    expect(sent).toHaveLength(3);
  });
  test.each(['POST', 'PATCH'])('%s is made once, unless it has a key', async (method) => {
    const once = waysOut({}, () => busy());
    await expect(once.send({ ...GET, method })).rejects.toThrow('Busy.');
    expect(once.sent).toHaveLength(1);
    const keyed = waysOut({ isRepeatable: true, keyHeader: { name: 'Idempotency-Key', value: 'k1' } }, (index) =>
      index === 0 ? busy() : undefined,
    );
    await keyed.send({ ...GET, method });
    expect(keyed.sent.map(({ headers }) => headers?.['Idempotency-Key'])).toEqual(['k1', 'k1']);
  });
  test('a read carries no key', async () => {
    const { send, sent } = waysOut({ keyHeader: { name: 'Idempotency-Key', value: 'k1' } });
    await send(GET);
    expect(sent[0]?.headers).toEqual({});
  });
  test('a long wait is the engine’s', async () => {
    const { send, sent } = waysOut({}, () => busy(6000));
    await expect(send(GET)).rejects.toMatchObject({ retryAfterMs: 6000 });
    expect(sent).toHaveLength(1);
  });
  test('what another attempt does not mend is not tried again', async () => {
    const { send, sent } = waysOut({}, () => new FatalError('Gone.'));
    await expect(send(GET)).rejects.toThrow('Gone.');
    expect(sent).toHaveLength(1);
  });
  test('a request says itself how often it may be made', async () => {
    const { send, sent } = waysOut({}, () => busy());
    await expect(send({ ...GET, attempts: 1 })).rejects.toThrow('Busy.');
    expect(sent).toHaveLength(1);
  });
  test('whoever does not want it any more is not kept waiting', async () => {
    const control = new AbortController();
    const { send } = waysOut({ signal: control.signal }, () => {
      control.abort(new Error('Cancelled.'));
      return busy(4000);
    });
    await expect(send(GET)).rejects.toThrow('Cancelled.');
  });
  test('each attempt has its turn', async () => {
    let turns = 0;
    const turn: ConnectorHttpParts['turn'] = (_, send) => {
      turns += 1;
      return send();
    };
    const { send } = waysOut({ turn }, (index) => (index === 0 ? busy() : undefined));
    await send(GET);
    expect(turns).toBe(2);
  });
});
