// What people try of a published connector, beside runs that call the same version of it.
import type { JsonObject } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import { createConnectorHost, type ActionOutcome, type ConnectorHost } from '../connector-host.ts';
import type { HostConnections } from '../connections.ts';
import { hasDenoFor } from '../testing/deno.ts';
import { connectorSource } from '../testing/published-connector.ts';
import { installPublished } from './install-published.ts';
import { createPublishedSandbox, type PublishedSandbox, type PublishedSandboxOptions } from './published-sandbox.ts';
import type { QuarantineNotice } from './quarantine.ts';

const describeWithDeno = hasDenoFor('published connectors that people try') ? describe : describe.skip;
const fresh = (): { readonly signal: AbortSignal } => ({ signal: new AbortController().signal });
const crashed = { kind: 'threw', error: 'Sandbox.Crashed' };
const resting = { kind: 'threw', error: 'Sandbox.Quarantined' };

const RUNS = {
  good: '() => 1',
  long: '() => new Promise((resolve) => setTimeout(resolve, 3000, "done"))',
  exit: '() => Deno.exit(1)',
  loop: '() => { for (;;); }',
  ask: "async ({ http }) => (await http.get('/me', { as: 'text' })).body",
};
const MORE = `baseUrl: 'https://desk.example',
  auth: { signed: { kind: 'custom', title: 'Signed', fields: { type: 'object', properties: {} }, sign: () => Deno.exit(1) } },
  options: { exit: () => Deno.exit(1) }, schemas: { exit: () => Deno.exit(1) },`;

describeWithDeno('what people try', () => {
  let sandbox: PublishedSandbox;
  let host: ConnectorHost;
  const guard = createOutboundGuard();
  const notices: QuarantineNotice[] = [];
  const start = async (options: PublishedSandboxOptions = {}): Promise<void> => {
    sandbox = createPublishedSandbox({ graceMs: 300, onQuarantine: (notice) => notices.push(notice), ...options });
    const source = connectorSource({ runs: RUNS, more: MORE });
    const manifest = await sandbox.describe({ workspaceId: 'w', version: '1.0.0', source, ...fresh() });
    const connections: HostConnections = {
      resolve: () =>
        Promise.resolve({ name: 'acme', key: 'acme 1', authKind: 'signed', fields: {}, secrets: { token: 'x' } }),
      refresh: () => Promise.resolve(undefined),
      noteOutcome: () => undefined,
    };
    const none = (): Promise<never> => Promise.reject(new Error('No files here.'));
    host = createConnectorHost({
      connectors: [installPublished({ workspaceId: 'w', manifest, icon: '', readme: '', source }, sandbox)],
      ...{ guard, files: { read: none, write: none }, connections, evaluate: () => undefined },
    });
  };
  beforeEach(() => void notices.splice(0));
  afterEach(() => sandbox.close());
  afterAll(() => guard.close());

  const call = (action: string, more: { isTrial?: boolean; connection?: string } = {}): Promise<ActionOutcome> =>
    host.call({
      ...{ workspaceId: 'w', connector: 'desk', action, arguments: {}, timeoutMs: 20_000, ...fresh() },
      ...{ idempotencyKey: 'k'.repeat(52), run: { id: 'r', workflow: 'o', state: 'S', path: '/S', attempt: 1 } },
      ...more,
    });
  const tried = (action: string, connection?: string): Promise<ActionOutcome> =>
    call(action, { isTrial: true, ...(connection === undefined ? {} : { connection }) });
  const form = { workspaceId: 'w', connector: 'desk', source: 'exit', input: {} as JsonObject, ...fresh() };

  test('rests after three crashes, and runs go on: also one that was under way', async () => {
    await start();
    const underWay = call('long');
    for (let round = 0; round < 3; round += 1) expect(await tried('exit')).toMatchObject(crashed);
    expect(await tried('good')).toMatchObject(resting);
    expect(await call('good')).toMatchObject({ kind: 'returned', output: 1 });
    expect(await underWay).toMatchObject({ kind: 'returned', output: 'done' });
    expect(notices).toMatchObject([{ isTrial: true, version: '1.0.0' }]);
  });

  test('is what forms ask, and what signs a request that somebody tries, too', async () => {
    await start();
    expect(await host.listOptions(form)).toMatchObject(crashed);
    expect(await host.readSchema(form)).toMatchObject(crashed);
    expect(await tried('ask', 'acme')).toMatchObject(crashed);
    expect(await tried('good')).toMatchObject(resting);
    expect(await call('good')).toMatchObject({ kind: 'returned' });
  });

  test('goes on when it is runs that crash: somebody must find out why', async () => {
    await start();
    for (let round = 0; round < 3; round += 1) expect(await call('exit')).toMatchObject(crashed);
    expect(await call('good')).toMatchObject(resting);
    expect(await tried('good')).toMatchObject({ kind: 'returned', output: 1 });
    expect(notices).toMatchObject([{ isTrial: false }]);
  });

  test('takes no process from runs, however many loops and ends somebody tries at once', async () => {
    await start({ maxChildren: 1, pingMs: 100, blockedMs: 600, queueWaitMs: 5000 });
    await call('good');
    const storm = Promise.all(
      Array.from({ length: 60 }, (_, index) => tried(['loop', 'exit', 'long'][index % 3] ?? '')),
    );
    for (let round = 0; round < 20; round += 1) expect(await call('good')).toMatchObject({ kind: 'returned' });
    // One for runs, and two for all that is tried.
    expect(sandbox.pids.length).toBeLessThanOrEqual(3);
    const ends = await storm;
    expect(ends.filter((_, index) => index % 3 < 2).every(({ kind }) => kind === 'threw')).toBe(true);
    expect(await call('long')).toMatchObject({ kind: 'returned', output: 'done' });
    expect(notices.filter(({ isTrial }) => !isTrial)).toEqual([]);
  });
});
