import { HealthPort } from './health-port.ts';

type Asked = ConstructorParameters<typeof HealthPort>[0];

let port: HealthPort;
let url: string;

async function open(check: Asked['probe']['check']): Promise<void> {
  port = new HealthPort({
    health: { host: '127.0.0.1', port: 0 },
    probe: { check },
    printMetrics: () => Promise.resolve('# HELP\n'),
  });
  url = (await port.open()) ?? '';
}
afterEach(() => port.close());

const readiness = async (): Promise<readonly [number, unknown]> => {
  const response = await fetch(`${url}/readyz`);
  return [response.status, await response.json()];
};

test.each([
  [true, 200, 'ready'],
  [false, 503, 'not_ready'],
])('a check that is ok: %s makes it %s', async (ok, code, status) => {
  const checks = [{ name: 'database' as const, ok, detail: 'So it is.' }];
  await open(() => Promise.resolve(checks));
  expect(await readiness()).toEqual([code, { status, checks }]);
});

test('a worker that drains lives, but is not ready', async () => {
  await open(() => Promise.resolve([]));
  expect(await readiness()).toEqual([200, { status: 'ready', checks: [] }]);
  port.noteDraining();
  expect(await readiness()).toEqual([503, { status: 'not_ready', checks: [] }]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('a check that fails by surprise ends its own request only', async () => {
  await open(() => Promise.reject(new Error('A defect.')));
  await expect(readiness()).rejects.toThrow();
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
});

test('without a port it opens and closes nothing', async () => {
  port = new HealthPort({
    health: { host: '127.0.0.1', port: undefined },
    probe: { check: () => Promise.resolve([]) },
    printMetrics: () => Promise.resolve(''),
  });
  expect(await port.open()).toBeUndefined();
  await port.close();
});
