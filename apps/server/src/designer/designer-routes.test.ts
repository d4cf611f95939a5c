import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { addDesignerRoutes } from './designer-routes.ts';
import { StaticFiles } from './static-files.ts';

let folder: string;
let app: FastifyInstance;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'designer-'));
  app = fastify();
  app.setNotFoundHandler((_request, reply) => reply.code(404).send('nothing'));
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Listens, and asks for each path; the test runner cannot load the framework's own injection. */
async function ask(path: string, headers: Record<string, string> = {}) {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'accept-encoding': 'identity', ...headers },
  });
  return { status: response.status, header: (name: string) => response.headers.get(name), body: await response.text() };
}

function build(): void {
  mkdirSync(join(folder, 'assets'));
  const page = '<html><head><script type="module" src="/assets/a-1.js"></script></head><body></body></html>';
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'assets/a-1.js'), 'console.log(1);'.repeat(200));
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
  addDesignerRoutes(app, folder);
}

test('every address of the designer is its page, with a nonce of its own', async () => {
  build();
  const [first, second] = [await ask('/'), await ask('/workflows/orders')];
  const nonces = [first, second].map(({ body }) => /<script nonce="([^"]+)" type="module"/.exec(body)?.[1]);
  expect(nonces[0]).toBeDefined();
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(first.header('content-security-policy')).toContain(`script-src 'nonce-${nonces[0] ?? ''}'`);
  expect(first.header('cache-control')).toBe('no-cache');
});

test.each([
  '/w/default/connectors/ap-slack/v/0.17.9',
  '/index.html',
  '//index.html',
  '/assets/..%2findex.html',
  '/%2e/index.html',
])('%s is the page under its policy, not a bare file', async (path) => {
  build();
  const { status, header, body } = await ask(path);
  expect(status).toBe(200);
  expect(body).toContain('<script nonce="');
  expect(header('content-security-policy')).toContain('script-src');
});

test('a file is in memory once, however its path is spelt', async () => {
  build();
  const files = new StaticFiles(folder);
  const plain = await files.find('/assets/a-1.js');
  expect(plain).toBeDefined();
  for (const path of ['//assets/a-1.js', '/assets//a-1.js', '/assets/./a-1.js']) {
    expect((await files.find(path))?.content).toBe(plain?.content);
  }
});

test('hashed files are kept for ever, compressed when asked, and answered by 304', async () => {
  build();
  const plain = await ask('/assets/a-1.js');
  expect(plain.header('content-type')).toBe('text/javascript; charset=utf-8');
  expect(plain.header('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.header('content-encoding')).toBeNull();
  for (const encoding of ['br', 'gzip']) {
    const small = await ask('/assets/a-1.js', { 'accept-encoding': encoding });
    expect(small.header('content-encoding')).toBe(encoding);
    expect(small.body).toBe(plain.body);
  }
  const again = await ask('/assets/a-1.js', { 'if-none-match': plain.header('etag') ?? '' });
  expect(again.status).toBe(304);
  const weak = `"other", W/${plain.header('etag') ?? ''}`;
  expect((await ask('/assets/a-1.js', { 'if-none-match': weak })).status).toBe(304);
  expect((await ask('/assets/a-1.js', { 'if-none-match': '"other"' })).status).toBe(200);
  expect((await ask('/favicon.svg')).header('cache-control')).toBe('no-cache');
});

test.each(['/assets/missing.js', '/api/v1/nothing', '/..%2f..%2fetc%2fpasswd.txt', '/%00.js', '/hooks/x', '/errors'])(
  'there is no page at %s',
  async (path) => {
    build();
    expect((await ask(path)).status).toBe(404);
  },
);

test('a designer that is not built is said so', async () => {
  addDesignerRoutes(app, join(folder, 'missing'));
  const answer = await ask('/');
  expect(answer.status).toBe(503);
  expect(answer.body).toContain('npm run build');
});
