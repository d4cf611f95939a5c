// Published actions that pause: what they ask for is looked at in this process, whatever they say.
import type { JsonValue } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import { createConnectorHost, type ActionCall, type ActionOutcome, type ConnectorHost } from '../connector-host.ts';
import { hasDenoFor } from '../testing/deno.ts';
import { hostileChild } from '../testing/hostile-child.ts';
import { connectorSource } from '../testing/published-connector.ts';
import { installPublished } from './install-published.ts';
import { createPublishedSandbox, type PublishedSandbox, type PublishedSandboxOptions } from './published-sandbox.ts';

const describeWithDeno = hasDenoFor('published actions that pause') ? describe : describe.skip;
const UNTIL_MS = Date.UTC(2027, 0, 1);
const signal = new AbortController().signal;
const guard = createOutboundGuard();
afterAll(() => guard.close());

/** An action that is its `run`, and goes on by the same code. */
const pausing = (run: string): string =>
  connectorSource({
    runs: { plain: run },
    more: `actions: {
      plain: { kind: 'code', title: 'Plain', effects: 'write', idempotency: { none: 'test' }, input: { type: 'object' }, output: {}, sample: null, run: ${run} },
      ask: { kind: 'code', title: 'Ask', effects: 'write', idempotency: { none: 'test' }, input: { type: 'object' }, output: { type: 'string' }, sample: 'x',
        run: ${run}, resume: async (ctx, input, { state, payload }) => [ctx.idempotencyKey, input.id, state.id, payload?.body].join(' ') } },`,
  });

let sandbox: PublishedSandbox;
let opened: number;
beforeEach(() => (opened = 0));
afterEach(() => sandbox.close());

async function hostOf(source: string, options: PublishedSandboxOptions = {}): Promise<ConnectorHost> {
  const describing = createPublishedSandbox();
  const manifest = await describing.describe({ workspaceId: 'w', version: '1.0.0', source, signal });
  await describing.close();
  sandbox = createPublishedSandbox({ pingMs: 100, graceMs: 300, ...options });
  const none = (): Promise<never> => Promise.reject(new Error('No files here.'));
  const installed = installPublished({ workspaceId: 'w', manifest, icon: '', readme: '', source }, sandbox);
  return createConnectorHost({
    ...{ connectors: [installed], guard, files: { read: none, write: none }, evaluate: () => undefined },
  });
}
const openCallback = (): Promise<string> => {
  opened += 1;
  return Promise.resolve('https://millrace.example/callbacks/7');
};
const callOn = (host: ConnectorHost, changes: Partial<ActionCall> = {}): Promise<ActionOutcome> => {
  const call: ActionCall = {
    ...{
      workspaceId: 'w',
      connector: 'desk',
      action: 'ask',
      arguments: { id: 4 },
      idempotencyKey: 'key',
      timeoutMs: 20_000,
    },
    ...{ run: { id: 'r', workflow: 'o', state: 'S', path: '/S', attempt: 1 }, signal, openCallback },
    ...changes,
  };
  return host.call(call);
};
const refused = (code: string) => ({
  kind: 'threw',
  error: 'Connector.Fatal',
  cause: expect.stringContaining(code) as string,
});

describeWithDeno('a published action', () => {
  test('pauses and goes on', async () => {
    const host = await hostOf(
      pausing(
        `async ({ wait, callbackUrl }) => wait({ callback: true, until: new Date(${UNTIL_MS}), state: { id: await callbackUrl() } })`,
      ),
    );
    const paused = await callOn(host);
    expect(paused).toMatchObject({
      ...{
        kind: 'paused',
        isCallbackAwaited: true,
        untilMs: UNTIL_MS,
        state: { id: 'https://millrace.example/callbacks/7' },
      },
    });
    const payload = { method: 'POST', query: {}, headers: {}, body: 'yes' };
    expect(await callOn(host, { resume: { state: { id: 'T-1' }, payload } })).toMatchObject({
      ...{ kind: 'returned', output: 'key 4 T-1 yes' },
    });
    expect(await callOn(host, { resume: { state: { id: 'T-1' } } })).toMatchObject({ output: 'key 4 T-1 ' });
  });

  test('has one address however often it asks', async () => {
    const host = await hostOf(
      pausing(
        `async ({ callbackUrl }) => { const all = await Promise.all(Array.from({ length: 5000 }, () => callbackUrl())); return String(new Set(all).size) }`,
      ),
    );
    expect(await callOn(host)).toMatchObject({ kind: 'returned', output: '1' });
    expect(opened).toBe(1);
  });

  test.each<[string, string, string, Partial<ActionCall>]>([
    [
      'a huge state',
      `({ wait }) => wait({ until: ${UNTIL_MS}, state: 'x'.repeat(5_000_000) })`,
      'pause_state_too_large',
      {},
    ],
    [
      'a large state',
      `({ wait }) => wait({ until: ${UNTIL_MS}, state: 'x'.repeat(70_000) })`,
      'pause_state_too_large',
      {},
    ],
    ['a state that is no JSON', `({ wait }) => wait({ until: ${UNTIL_MS}, state: () => 1 })`, 'pause_invalid', {}],
    ['an end that is none', `({ wait }) => wait({ until: 'soon', state: 1 })`, 'pause_invalid', {}],
    ['nothing at all', `({ wait }) => wait()`, 'pause_invalid', {}],
    ['an address that nobody knows', `({ wait }) => wait({ callback: true, state: 1 })`, 'pause_invalid', {}],
    ['no `resume`', `({ wait }) => wait({ until: ${UNTIL_MS}, state: 1 })`, 'pause_invalid', { action: 'plain' }],
    [
      'no run that waits',
      `({ wait }) => wait({ until: ${UNTIL_MS}, state: 1 })`,
      'pause_unavailable',
      { openCallback: undefined } as never,
    ],
    [
      'what looks like a pause',
      `() => ({ $wire: 'paused', kind: 'paused', until: ${UNTIL_MS}, state: 1 })`,
      'output_mismatch',
      {},
    ],
  ])('is refused a pause: %s', async (...[, run, code, changes]) => {
    const host = await hostOf(pausing(run));
    expect(await callOn(host, changes)).toMatchObject(refused(code));
    // Its process has done nothing wrong: the next call has it too.
    const [pid] = sandbox.pids;
    expect(await callOn(host, changes)).toMatchObject(refused(code));
    expect(sandbox.pids[0]).toBe(pid);
  });

  const lying = (body: JsonValue): string => `
    send({ type: 'ready', protocol: 1 });
    onMessage(({ type, id }) => {
      if (type === 'load') send({ type: 'loaded', id: 0 });
      else if (type === 'ping') send({ type: 'pong', id });
      else if (type === 'call') send({ type: 'paused', id }, ${JSON.stringify(JSON.stringify(body))});
    });`;
  const wanted = { until: UNTIL_MS, state: 1 };

  test.each<[string, JsonValue, Partial<ActionCall>, string]>([
    ['in an action without a resume', wanted, { action: 'plain' }, 'pause_invalid'],
    ['that is no object', 7, {}, 'pause_invalid'],
    ['of a moment that is a list', { until: [UNTIL_MS], state: 1 }, {}, 'pause_invalid'],
    ['for an address that was not asked for', { callback: true, state: 1 }, {}, 'pause_invalid'],
    [
      'with a state of bytes',
      { until: UNTIL_MS, state: { $wire: 'bytes', base64: 'A'.repeat(80_000) } },
      {},
      'pause_state_too_large',
    ],
  ])('whose process lies about a pause %s', async (...[, body, changes, code]) => {
    const host = await hostOf(pausing('() => 1'), { command: hostileChild(lying(body)) });
    expect(await callOn(host, changes)).toMatchObject(refused(code));
  });
});
