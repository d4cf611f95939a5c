// A piece in the host that calls all connectors: what holds for those holds for it.
import type { JsonObject } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import { until } from '@millrace/testing';
import { createConnectorHost, type ConnectorHost } from '../connector-host.ts';
import { TEST_AUTHORITY } from '../testing/certificates.ts';
import { isAlive } from '../testing/deno.ts';
import { FakeService } from '../testing/fake-service.ts';
import { tinyAction, tinyPiece, TinyPieces } from '../testing/tiny-pieces.ts';
import { installedPiece } from './installed-piece.ts';
import { iconOf } from './piece-texts.ts';

const AUTH = "auth: { type: 'SECRET_TEXT', displayName: 'Key', required: true },";
const ACTIONS = [
  tinyAction(
    'leak',
    "async ({ auth }) => { console.log('key', auth.secret_text); throw new Error('refused ' + auth.secret_text); }",
  ),
  tinyAction('hang', 'async () => new Promise(() => {})'),
  tinyAction(
    'call',
    `async ({ auth, propsValue: { n } }) => {
    const answer = await fetch('https://service.example/n/' + n, { headers: { authorization: 'Bearer ' + auth.secret_text } });
    if (!answer.ok) throw Object.assign(new Error('no'), { status: answer.status });
    return answer.json(); }`,
    "n: { type: 'NUMBER', displayName: 'N', required: true }",
  ),
].join('');

let fake: FakeService;
let pieces: TinyPieces;
let host: ConnectorHost;
let used: string[] = [];
beforeAll(async () => {
  fake = await FakeService.start();
  pieces = new TinyPieces({ testHosts: fake.hosts('service.example'), testCertificate: TEST_AUTHORITY });
  const piece = await pieces.install(tinyPiece({ actions: ACTIONS, rest: AUTH }));
  const icon = iconOf(piece.manifest);
  const rest = {
    folder: '',
    license: undefined,
    repositoryLicenseNote: undefined,
    generation: 2,
    readme: '',
    warnings: [],
  } as const;
  host = createConnectorHost({
    connectors: [installedPiece({ ...piece, ...rest, icon }, pieces.host, 'w1')],
    guard: createOutboundGuard(),
    files: { read: () => Promise.reject(new Error('none')), write: () => Promise.reject(new Error('none')) },
    evaluate: () => null,
    connections: {
      resolve: () =>
        Promise.resolve({ name: 'c', key: 'c:1', authKind: 'secret', fields: {}, secrets: { secret: 'hush-hush' } }),
      refresh: () => Promise.resolve(undefined),
      noteOutcome: ({ refusal }) => void used.push(refusal ?? 'fine'),
    },
  });
});
afterAll(async () => {
  await pieces.close();
  await fake.close();
});
beforeEach(() => {
  used = [];
});

const call = (action: string, given: JsonObject = {}, timeoutMs = 20_000) =>
  host.call({
    ...{ workspaceId: 'w1', connector: 'ap-tiny', action, connection: 'c', arguments: given, timeoutMs },
    ...{ idempotencyKey: 'k', signal: new AbortController().signal },
    run: { id: 'r', workflow: 'orders', state: 'Go', path: '/Go', attempt: 1 },
  });

test('an action is called with the secrets of its connection', async () => {
  fake.routes = { 'GET service.example/n/7': ({ headers }) => ({ body: { said: String(headers.authorization) } }) };
  expect(await call('call', { n: 7 })).toMatchObject({ kind: 'returned', output: { said: 'Bearer hush-hush' } });
  expect(used).toEqual(['fine']);
});

test('arguments that do not fit its form never reach it', async () => {
  expect(await call('call', { n: 'seven' })).toMatchObject({ error: 'Connector.Fatal' });
  expect(await call('call', { n: 7, more: 1 })).toMatchObject({ error: 'Connector.Fatal' });
});

test('secrets are named to whoever records, so that logs and messages can be freed of them', async () => {
  const outcome = await call('leak');
  expect(outcome).toMatchObject({ kind: 'threw', error: 'States.TaskFailed' });
  expect(outcome.secrets).toContain('hush-hush');
  expect(outcome.log.map(({ message }) => message)).toEqual(['key hush-hush']);
});

test('credentials that are not taken mark the connection', async () => {
  fake.routes = { 'GET service.example/n/1': () => ({ status: 401 }) };
  expect(await call('call', { n: 1 })).toMatchObject({ error: 'Connector.Auth' });
  expect(used).toEqual(['ap-tiny 1.2.3: no']);
});

test('a call ends in its time, and its process with it', async () => {
  await call('call', { n: 2 });
  const [pid] = pieces.host.pids;
  expect(await call('hang', {}, 200)).toMatchObject({ error: 'States.Timeout' });
  await until(() => !isAlive(pid!));
});
