import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { Metrics } from '../metrics/metrics.ts';
import { addRequestHooks, makeRequestId } from './request-hooks.ts';

test('a stopping server refuses all but the questions about its health', async () => {
  const app = fastify();
  app.setErrorHandler((error, _request, reply) => reply.code(503).send({ code: (error as { code?: string }).code }));
  const shutdown = new AbortController();
  addRequestHooks(app, {
    log: pino({ enabled: false }),
    metrics: new Metrics(),
    publicUrl: () => 'http://127.0.0.1',
    allowedHosts: [],
    shutdown: shutdown.signal,
  });
  for (const path of ['/hooks/a/b', '/api/v1/runs', '/healthz', '/readyz', '/metrics']) app.get(path, () => 'fine');
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  try {
    expect(await ask('/hooks/a/b')).toBe('fine');
    shutdown.abort();
    for (const path of ['/hooks/a/b', '/api/v1/runs']) expect(await ask(path)).toContain('server.stopping');
    for (const path of ['/healthz', '/readyz', '/metrics']) expect(await ask(path)).toBe('fine');
  } finally {
    await app.close();
  }
});

test.each([
  ['abc-1.2_3', true],
  ['a b', false],
  ['x'.repeat(65), false],
  ['"}{', false],
])('a request id of the asker is kept when it is harmless: %j', (id, isKept) => {
  expect(makeRequestId({ headers: { 'x-request-id': id } }) === id).toBe(isKept);
});
