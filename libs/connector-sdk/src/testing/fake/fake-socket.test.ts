// A connector that speaks a protocol of its own, line by line, and the fake that it is tried with.
import { action } from '../../action.ts';
import { defineConnector } from '../../connector.ts';
import type { NetConnection } from '../../net.ts';
import { t } from '../../schema.ts';
import { checkHosts } from '../checks/check-hosts.ts';
import { toSubject } from '../checks/subject.ts';
import { harness, type Harness } from '../harness.ts';
import { testConnector } from '../test-connector.ts';
import type { TestCase } from '../test-case.ts';
import { fakeApi } from './fake-api.ts';

const CLOSED = { additionalProperties: false };
const SOCKET = 'keys.example:6400';
const PACKAGE = { version: '1.0.0', icon: '<svg viewBox="0 0 1 1" fill="currentColor"/>' };

async function readLine(connection: Pick<NetConnection, 'read'>): Promise<string | null> {
  let line = '';
  while (!line.endsWith('\n')) {
    const bytes = await connection.read();
    if (bytes === null) return null;
    line += new TextDecoder().decode(bytes);
  }
  return line.trimEnd();
}

const keys = fakeApi<{ values: Record<string, string> }>({
  state: () => ({ values: { color: 'blue' } }),
  sockets: {
    [SOCKET]: async (connection, { state }) => {
      for (let line = await readLine(connection); line !== null; line = await readLine(connection)) {
        const [word = '', name = ''] = line.split(' ');
        if (word === 'DROP') connection.reset();
        else if (word === 'TLS') connection.write('OK\n');
        else connection.write(`${connection.isTls ? 'secret ' : ''}${state.values[name] ?? '-'}\n`);
      }
    },
  },
});

const reading = (run: Parameters<typeof action>[0]['run']) =>
  action({
    ...{ title: 'Get a value', effects: 'read' },
    input: t.Object({}, CLOSED),
    output: t.Unknown(),
    sample: 'blue',
    run,
  });
const connectorOf = (run: Parameters<typeof action>[0]['run'], sockets: readonly string[] = [SOCKET]) =>
  defineConnector({
    ...{ name: 'keys', title: 'Keys', description: 'Keys and values.', categories: ['data'] },
    ...{ permissions: { sockets }, actions: { get: reading(run) } },
  });
const put = (run: Parameters<typeof action>[0]['run'], sockets?: readonly string[]): Harness =>
  harness(connectorOf(run, sockets), { fake: keys });

const getColor: Parameters<typeof action>[0]['run'] = async ({ net }) => {
  const connection = await net.connect('keys.example', 6400);
  await connection.write('GET color\n');
  return readLine(connection);
};

test('what one end writes the other reads', async () =>
  expect(await put(getColor).action('get')).toMatchObject({ kind: 'returned', output: 'blue', dialled: [SOCKET] }));

test('TLS begins at once, or later', async () => {
  const atOnce = put(async ({ net }) => {
    const connection = await net.connect('keys.example', 6400, { tls: true });
    await connection.write('GET color\n');
    return readLine(connection);
  });
  expect(await atOnce.action('get')).toMatchObject({ output: 'secret blue' });
  const later = put(async ({ net }) => {
    const plain = await net.connect('keys.example', 6400);
    await plain.write('TLS\n');
    await readLine(plain);
    const secured = await plain.startTls();
    await secured.write('GET color\n');
    return readLine(secured);
  });
  expect(await later.action('get')).toMatchObject({ output: 'secret blue' });
});

test('a socket that is not named is refused, one at which nobody answers may be tried again', async () => {
  expect(await put(getColor, []).action('get')).toMatchObject({
    ...{ kind: 'threw', error: 'Connector.Fatal', dialled: [] },
    cause: { code: 'outbound.socket_not_permitted', socket: SOCKET },
  });
  const elsewhere = put(({ net }) => net.connect('other.example', 1), ['other.example:1']);
  expect(await elsewhere.action('get')).toMatchObject({ error: 'Connector.Retryable' });
});

test('a connection that breaks is a failure that is not tried again by itself', async () => {
  const broken = put(async ({ net }) => {
    const connection = await net.connect('keys.example', 6400);
    await connection.write('DROP\n');
    return readLine(connection);
  });
  expect(await broken.action('get')).toMatchObject({
    ...{ error: 'Connector.Fatal', message: `The connection to ${SOCKET} broke: the other side reset it` },
  });
});

test('what is left open ends with the call', async () => {
  let left: NetConnection | undefined;
  const forgetful = put(async ({ net }) => {
    left = await net.connect('keys.example', 6400);
    return 'blue';
  });
  await forgetful.action('get');
  expect(await left?.read()).toBeNull();
});

describe('the suite', () => {
  const cases: readonly TestCase<{ values: Record<string, string> }>[] = [
    { action: 'get', input: {}, given: (state) => (state.values.color = 'red'), output: 'red' },
  ];

  test('passes it', async () => {
    const tests = testConnector(connectorOf(getColor), { package: PACKAGE, fake: keys, cases });
    expect(tests.map(({ name }) => name)).toContain('case: get');
    for (const { run } of tests) await run();
  });

  test.each([
    [
      'a socket that nothing needs',
      connectorOf(getColor, [SOCKET, 'more.example:1']),
      'names more.example:1, and no case connects',
    ],
    [
      'one that is not named',
      connectorOf(getColor, []),
      'connects to "keys.example:6400", which permissions.sockets does not name',
    ],
  ])('C2 finds %s', async (_, connector, words) => {
    const subject = toSubject({ connector, about: PACKAGE, fake: keys, cases: cases as readonly TestCase[] });
    expect((await checkHosts(subject)).join(' ')).toContain(words);
  });
});
