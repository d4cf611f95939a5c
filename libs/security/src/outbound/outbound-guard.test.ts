import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { createOutboundGuard, type OutboundGuard, type OutboundGuardOptions } from './outbound-guard.ts';
import type { Resolve } from './lookups.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Sink {
  readonly port: number;
  connections: number;
  readonly paths: string[];
}

async function listen(host = '127.0.0.1', answer: RequestListener = (_request, response) => response.end('here')) {
  const sink: Sink & { connections: number } = { port: 0, connections: 0, paths: [] };
  const server: Server = createServer((incoming, response) => {
    sink.paths.push(incoming.url ?? '');
    answer(incoming, response);
  });
  server.on('connection', () => (sink.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return Object.assign(sink, { port: (server.address() as AddressInfo).port });
}

function guardWith(options: OutboundGuardOptions = {}): OutboundGuard {
  const guard = createOutboundGuard(options);
  closing.push(() => guard.close());
  return guard;
}

async function get(guard: OutboundGuard, url: string): Promise<string> {
  const { body } = await request(url, { dispatcher: guard.dispatcher });
  return body.text();
}

const resolvingTo =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

const refusal = (code: string) => expect.objectContaining({ name: 'SecurityError', code }) as Error;

describe('what a URL shows', () => {
  const guard = createOutboundGuard();
  afterAll(() => guard.close());

  test.each([
    ['ftp://example.com/', 'outbound.scheme_blocked'],
    ['file:///etc/passwd', 'outbound.scheme_blocked'],
    ['gopher://example.com/', 'outbound.scheme_blocked'],
    ['/relative', 'outbound.url_invalid'],
    ['', 'outbound.url_invalid'],
    ['https://user@example.com/', 'outbound.url_invalid'],
    ['https://user:word@example.com/', 'outbound.url_invalid'],
    ['http://localhost/', 'outbound.address_blocked'],
    ['http://LOCALHOST.:80/', 'outbound.address_blocked'],
    ['http://api.localhost/', 'outbound.address_blocked'],
    ['http://printer.local/', 'outbound.address_blocked'],
    ['http://db.internal/', 'outbound.address_blocked'],
    ['http://nas.home.arpa/', 'outbound.address_blocked'],
    ['http://intranet/', 'outbound.address_blocked'],
    ['http://127.1/', 'outbound.address_blocked'],
    ['http://[::ffff:10.0.0.1]/', 'outbound.address_blocked'],
  ])('%s: %s', (url, code) => {
    expect(() => guard.checkUrl(url)).toThrow(refusal(code));
  });

  test('a refusal says who can open it, and how', () => {
    expect(() => guard.checkUrl('http://db.internal:8080/')).toThrow('MILLRACE_OUTBOUND_ALLOW=db.internal');
  });

  test('public names pass', () => {
    expect(guard.checkUrl('https://api.example.com/orders?a=1').href).toBe('https://api.example.com/orders?a=1');
  });
});

describe('at the moment of connecting', () => {
  test('a name that leads inside is refused, and nothing is dialled', async () => {
    const sink = await listen();
    const guard = guardWith({ resolve: resolvingTo('127.0.0.1') });
    await expect(get(guard, `http://outside.example.com:${sink.port}/`)).rejects.toEqual(
      refusal('outbound.address_blocked'),
    );
    expect(sink.connections).toBe(0);
  });

  test('one closed address closes the name', async () => {
    const guard = guardWith({ resolve: resolvingTo('93.184.216.34', '10.0.0.1') });
    await expect(get(guard, 'http://mixed.example.com/')).rejects.toEqual(refusal('outbound.address_blocked'));
  });

  test('rebinding: what was checked is what is dialled, with one resolution a connection', async () => {
    const sink = await listen();
    const answers = ['127.0.0.1', '10.0.0.1'];
    let resolutions = 0;
    const guard = guardWith({
      allow: ['127.0.0.1/32'],
      resolve: () => {
        resolutions += 1;
        return Promise.resolve([{ address: answers.shift() ?? '10.0.0.1', family: 4 }]);
      },
    });
    expect(await get(guard, `http://rb.example.com:${sink.port}/`)).toBe('here');
    expect(resolutions).toBe(1);
    const later = guardWith({ allow: ['127.0.0.1/32'], resolve: resolvingTo('10.0.0.1') });
    await expect(get(later, `http://rb.example.com:${sink.port}/`)).rejects.toEqual(
      refusal('outbound.address_blocked'),
    );
  });

  test('an opened host and port is reached; the next port is not', async () => {
    const [open, shut] = [await listen(), await listen()];
    const guard = guardWith({ allow: [`127.0.0.1:${open.port}`] });
    expect(await get(guard, `http://127.0.0.1:${open.port}/a`)).toBe('here');
    await expect(get(guard, `http://127.0.0.1:${shut.port}/`)).rejects.toEqual(refusal('outbound.address_blocked'));
    expect(shut.connections).toBe(0);
  });

  test('an opened name may lead inside, but never to a metadata service', async () => {
    const sink = await listen();
    const inside = guardWith({ allow: ['db.internal'], resolve: resolvingTo('127.0.0.1') });
    expect(await get(inside, `http://db.internal:${sink.port}/`)).toBe('here');
    const metadata = guardWith({
      allow: ['db.internal', '0.0.0.0/0', '::/0'],
      resolve: resolvingTo('169.254.169.254'),
    });
    for (const url of ['http://db.internal/', 'http://169.254.169.254/latest/', 'http://[::ffff:a9fe:a9fe]/'])
      await expect(get(metadata, url)).rejects.toEqual(refusal('outbound.address_blocked'));
    await expect(
      get(guardWith({ allow: ['metadata.google.internal'] }), 'http://metadata.google.internal/'),
    ).rejects.toEqual(refusal('outbound.address_blocked'));
  });

  test('a name without addresses, and one that cannot be resolved', async () => {
    await expect(get(guardWith({ resolve: resolvingTo() }), 'http://none.example.com/')).rejects.toEqual(
      refusal('outbound.host_not_found'),
    );
    await expect(get(guardWith(), 'http://no-such-name.invalid/')).rejects.toEqual(refusal('outbound.host_not_found'));
  });
});

describe('this installation itself', () => {
  const paths = ['/demo/', '/hooks/', '/gw/'];

  test('is open below the paths given only', async () => {
    const sink = await listen();
    const origin = `http://127.0.0.1:${sink.port}`;
    const guard = guardWith({ ownService: { origins: () => [origin], paths } });
    expect(await get(guard, `${origin}/demo/echo`)).toBe('here');
    for (const path of [
      '/api/v1/runs',
      '/',
      '/demo',
      '/demo/../api/v1/runs',
      '/demo/%2e%2e/api',
      '/demo/..%2fapi',
      '/demo/\\..\\..\\api',
      '//demo/',
    ])
      await expect(get(guard, `${origin}${path}`)).rejects.toEqual(refusal('outbound.own_service'));
    expect(sink.paths).toEqual(['/demo/echo']);
  });

  test('cannot be reached around its paths by another name, even in an opened network', async () => {
    const sink = await listen();
    const guard = guardWith({
      allow: ['127.0.0.0/8', 'alias.example.com', 'localhost'],
      ownService: { origins: () => [`http://127.0.0.1:${sink.port}`], paths },
      resolve: resolvingTo('127.0.0.1'),
    });
    for (const host of ['alias.example.com', 'localhost.', '127.0.0.2', '[::ffff:127.0.0.1]'])
      await expect(get(guard, `http://${host}:${sink.port}/api/v1/runs`)).rejects.toEqual(
        refusal('outbound.own_service'),
      );
    expect(sink.paths).toEqual([]);
  });

  test('a path that was not resolved cannot be dispatched', async () => {
    const sink = await listen();
    const origin = `http://127.0.0.1:${sink.port}`;
    const { dispatcher } = guardWith({ ownService: { origins: () => [origin], paths } });
    await expect(dispatcher.request({ origin, path: '/demo/../hooks/x', method: 'GET' })).rejects.toEqual(
      refusal('outbound.own_service'),
    );
  });

  test('on the default port too', async () => {
    const guard = guardWith({ ownService: { origins: () => ['https://millrace.example.com'], paths } });
    expect(() => guard.checkUrl('https://millrace.example.com:443/api')).toThrow(refusal('outbound.own_service'));
    expect(guard.checkUrl('https://millrace.example.com/gw/x').pathname).toBe('/gw/x');
    await Promise.resolve();
  });
});

test('every request is checked, also one that nobody checked before', async () => {
  const sink = await listen();
  const guard = guardWith();
  await expect(
    guard.dispatcher.request({ origin: `http://127.0.0.1:${sink.port}`, path: '/', method: 'GET' }),
  ).rejects.toEqual(refusal('outbound.address_blocked'));
  expect(sink.connections).toBe(0);
});

test('redirects are not followed', async () => {
  const sink = await listen('127.0.0.1', (_request, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  );
  const guard = guardWith({ allow: ['127.0.0.1'] });
  const { statusCode, body } = await request(`http://127.0.0.1:${sink.port}/`, { dispatcher: guard.dispatcher });
  await body.dump();
  expect(statusCode).toBe(302);
});

describe('for a program that dials by itself', () => {
  const target = (options: Parameters<typeof createOutboundGuard>[0], host: string, port = 443) =>
    createOutboundGuard(options).resolveTarget({ host, port });

  test('a name gives all of its checked addresses, a literal itself', async () => {
    const options = { resolve: resolvingTo('93.184.216.34') };
    expect(await target(options, 'api.example.com')).toEqual([{ address: '93.184.216.34', family: 4 }]);
    expect(await target(options, '2606:4700::1111')).toEqual([{ address: '2606:4700::1111', family: 6 }]);
  });

  test.each(['127.0.0.1', '[::1]', 'localhost', 'db', 'metadata.google.internal', '169.254.169.254'])(
    '%s is closed',
    (host) =>
      expect(target({ resolve: resolvingTo('93.184.216.34') }, host)).rejects.toEqual(
        refusal('outbound.address_blocked'),
      ),
  );

  test('a name that leads to a closed address is closed, unless an operator has opened it', async () => {
    const options = { resolve: resolvingTo('93.184.216.34', '10.0.0.1') };
    await expect(target(options, 'api.example.com')).rejects.toEqual(refusal('outbound.address_blocked'));
    expect(await target({ ...options, allow: ['api.example.com:443'] }, 'api.example.com')).toHaveLength(2);
    await expect(target({ resolve: resolvingTo() }, 'api.example.com')).rejects.toEqual(
      refusal('outbound.host_not_found'),
    );
  });

  test('this installation is closed, by any of its names', async () => {
    const ownService = { origins: () => ['http://127.0.0.1:8080'], paths: ['/demo/'] };
    const options = { ownService, allow: ['127.0.0.0/8', 'alias.example.com'], resolve: resolvingTo('127.0.0.1') };
    for (const host of ['127.0.0.1', '127.0.0.2', 'alias.example.com'])
      await expect(target(options, host, 8080)).rejects.toEqual(refusal('outbound.own_service'));
    expect(await target(options, '127.0.0.1', 8081)).toHaveLength(1);
  });
});
