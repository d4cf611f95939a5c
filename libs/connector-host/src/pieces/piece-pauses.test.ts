// Pieces that pause, as runs meet them: small ones of each generation, and real ones from npm.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import type { HostConnections } from '../connections.ts';
import { createConnectorHost, type ActionCall, type ActionOutcome } from '../connector-host.ts';
import type { InstalledConnector } from '../installed-connector.ts';
import { hasRegistryFor, RegistryPieces } from '../testing/registry-pieces.ts';
import { TinyPieces, tinyAction, tinyPiece } from '../testing/tiny-pieces.ts';
import { installedPiece } from './installed-piece.ts';

const describeWithRegistry = (await hasRegistryFor('real pieces that pause')) ? describe : describe.skip;
const ADDRESS = 'https://millrace.example/callbacks/7';
const HOUR_MS = 3_600_000;
const guard = createOutboundGuard();
afterAll(() => guard.close());

type Call = (changes?: Partial<ActionCall>) => Promise<ActionOutcome>;

/** Calls of one action in a host, and how often an address was opened for them. */
function callsOf(installed: InstalledConnector, action: string, secrets: Readonly<Record<string, string>> = {}) {
  const none = (): Promise<never> => Promise.reject(new Error('No files here.'));
  const current = { name: 'acme', key: 'acme 1', authKind: 'custom', fields: {}, secrets };
  const connections: HostConnections = {
    resolve: () => Promise.resolve(current),
    refresh: () => Promise.resolve(undefined),
    noteOutcome: () => undefined,
  };
  const host = createConnectorHost({
    ...{ connectors: [installed], guard, files: { read: none, write: none }, connections, evaluate: () => undefined },
  });
  const opened: string[] = [];
  const openCallback = (): Promise<string> => {
    opened.push(ADDRESS);
    return Promise.resolve(ADDRESS);
  };
  const call: Call = (changes = {}) => {
    const made: ActionCall = {
      ...{ workspaceId: 'w1', connector: installed.manifest.name, action, arguments: {}, idempotencyKey: 'key' },
      ...(Object.keys(secrets).length === 0 ? {} : { connection: 'acme' }),
      run: { id: 'r', workflow: 'orders', state: 'Ask', path: '/Ask', attempt: 1 },
      ...{ timeoutMs: 30_000, signal: new AbortController().signal, openCallback },
      ...changes,
    };
    return host.call(made);
  };
  const canPause = async (): Promise<boolean | undefined> => {
    const facts = await host.findAction({ workspaceId: 'w1', connector: installed.manifest.name, action });
    return facts?.canPause;
  };
  return { call, opened, canPause };
}
const payloadOf = (query: Readonly<Record<string, string>>, body: JsonValue = null) => ({
  ...{ method: 'POST', query, headers: { 'x-from': 'test' }, body },
});

describe('a piece', () => {
  let pieces: TinyPieces;
  beforeEach(() => (pieces = new TinyPieces()));
  afterEach(() => pieces.close());

  const callsOfTiny = async (code: string): Promise<ReturnType<typeof callsOf>> => {
    const open = await pieces.install(code);
    const rest = { folder: pieces.folder, license: undefined, repositoryLicenseNote: undefined, icon: '', readme: '' };
    return callsOf(installedPiece({ ...open, ...rest, warnings: [] }, pieces.host, 'w1'), 'go');
  };
  /** As pieces were before their context had a version, or in the first one. */
  const old = (code: string): string => code.replace("getContextInfo: () => ({ version: '2' }),", '');

  const WAITS_OLD = `async (context) => {
    if (context.executionType === 'RESUME') return context.resumePayload;
    context.run.pause({ pauseMetadata: { type: 'WEBHOOK', response: {} } });
    await context.store.put('url', context.generateResumeUrl({ queryParams: { action: 'approve' } }));
    return {}; }`;
  const WAITS = `async (context) => {
    if (context.executionType === 'RESUME') return context.resumePayload;
    const waitpoint = await context.run.createWaitpoint({ type: 'WEBHOOK' });
    await context.store.put('url', waitpoint.buildResumeUrl({ queryParams: { action: 'approve' } }));
    context.run.waitForWaitpoint(waitpoint.id); }`;

  test.each([
    ['older', old(tinyPiece({ actions: tinyAction('go', WAITS_OLD) }))],
    ['new', tinyPiece({ actions: tinyAction('go', WAITS) })],
  ])('of an %s kind waits for a call of its address, and is told what came', async (_, code) => {
    const { call, opened, canPause } = await callsOfTiny(code);
    expect(await canPause()).toBe(true);
    expect(await call()).toMatchObject({
      ...{ kind: 'paused', isCallbackAwaited: true, state: null },
      store: [{ kind: 'set', value: JSON.stringify(`${ADDRESS}?action=approve`) }],
    });
    expect(opened).toHaveLength(1);
    const resume = { state: null, payload: payloadOf({ action: 'approve' }, { by: 'Ada' }) };
    expect(await call({ resume })).toMatchObject({
      ...{ kind: 'returned' },
      output: { body: { by: 'Ada' }, headers: { 'x-from': 'test' }, queryParams: { action: 'approve' } },
    });
    expect(await call({ resume: { state: null } })).toMatchObject({
      output: { body: {}, headers: {}, queryParams: {} },
    });
  });

  test.each([
    [
      'an hour',
      'resumeDateTime: new Date(Date.now() + 3600000).toUTCString()',
      { kind: 'paused', isCallbackAwaited: false },
    ],
    ['nobody knows how long', '', { kind: 'threw', cause: expect.stringContaining('pause_invalid') as string }],
    ['a word', "resumeDateTime: 'soon'", { kind: 'threw', cause: expect.stringContaining('pause_invalid') as string }],
  ])('waits %s', async (_, until, expected) => {
    const run = `async ({ run }) => { await run.createWaitpoint({ type: 'DELAY', ${until} }) }`;
    const { call, opened } = await callsOfTiny(tinyPiece({ actions: tinyAction('go', run) }));
    const outcome = await call();
    expect(outcome).toMatchObject(expected);
    if (outcome.kind === 'paused') expect((outcome.untilMs ?? 0) - Date.now()).toBeGreaterThan(HOUR_MS - 60_000);
    expect(opened).toEqual([]);
  });

  test('that never pauses costs no address', async () => {
    const { call, opened, canPause } = await callsOfTiny(
      old(tinyPiece({ actions: tinyAction('go', 'async () => 1') })),
    );
    expect(await call()).toMatchObject({ output: 1 });
    expect([await canPause(), opened]).toEqual([undefined, []]);
  });

  test('of an older kind is tried out as far as its pause', async () => {
    const run = `async (context) => { if (context.propsValue.quick) return 'quick'; context.run.pause({ pauseMetadata: { type: 'WEBHOOK' } }); }`;
    const quick = "quick: { type: 'CHECKBOX', displayName: 'Quick', required: false }";
    const { call } = await callsOfTiny(old(tinyPiece({ actions: tinyAction('go', run, quick) })));
    const tried = (input: JsonObject) => call({ arguments: input, openCallback: undefined as never, isTrial: true });
    expect(await tried({ quick: true })).toMatchObject({ output: 'quick' });
    expect(await tried({})).toMatchObject({ cause: expect.stringContaining('connector.pause_unavailable') as string });
  });

  test.each([
    ['has no run that waits', { openCallback: undefined as never }, 'Connector.Fatal', 'connector.pause_unavailable'],
    [
      'cannot get its address',
      { openCallback: () => Promise.reject(new Error('no store')) },
      'Connector.Retryable',
      'connector.callback_unavailable',
    ],
  ])('that %s fails, whatever it makes of that', async (...[, changes, error, code]) => {
    const run = `async ({ run }) => { try { await run.createWaitpoint({ type: 'WEBHOOK' }) } catch {} return 'fine' }`;
    const { call } = await callsOfTiny(tinyPiece({ actions: tinyAction('go', run) }));
    expect(await call(changes)).toMatchObject({ error, cause: expect.stringContaining(code) as string });
  });
});

describeWithRegistry('a real piece', () => {
  const pieces = new RegistryPieces();
  beforeAll(() => pieces.install(['slack@0.17.9', 'delay@0.3.26'], ['slack.com']), 300_000);
  afterAll(() => pieces.close());

  test('of slack asks for an approval, and goes on when somebody has decided', async () => {
    const answered: JsonObject = { ok: true, ts: '1.2', channel: 'C1', message: {} };
    const routes = {
      'POST slack.com/api/chat.postMessage': () => ({ body: answered }),
      'POST slack.com/api/chat.update': () => ({ body: answered }),
    };
    const { installed, seen } = pieces.open('slack@0.17.9', routes);
    const { call, opened, canPause } = callsOf(installed, 'request_approval_message', { botToken: 'xoxb-1' });
    expect(await canPause()).toBe(true);
    const input = { channel: 'C1', text: 'May we?' };
    expect(await call({ arguments: input })).toMatchObject({ kind: 'paused', isCallbackAwaited: true, state: null });
    expect(opened).toHaveLength(1);
    const [asked] = seen.slice(-1);
    expect(decodeURIComponent(asked?.text ?? '')).toContain(`${ADDRESS}?action=approve&channel=C1&messageTs=1.2`);
    const payload = payloadOf({ action: 'approve', channel: 'C1', messageTs: '1.2' }, { user: 'Ada' });
    expect(await call({ arguments: input, resume: { state: null, payload } })).toMatchObject({
      ...{ kind: 'returned', output: { approved: true } },
    });
    expect(seen.at(-1)).toMatchObject({ path: '/api/chat.update' });
  }, 60_000);

  test('of delays waits for hours without a process, and goes on', async () => {
    const { installed } = pieces.open('delay@0.3.26', {});
    const { call } = callsOf(installed, 'delay_for');
    const input = { unit: 'hours', delayFor: 2 };
    const paused = await call({ arguments: input });
    expect(paused).toMatchObject({ kind: 'paused', isCallbackAwaited: false });
    const waitMs = (paused.kind === 'paused' ? (paused.untilMs ?? 0) : 0) - Date.now();
    expect(Math.round(waitMs / HOUR_MS)).toBe(2);
    expect(await call({ arguments: input, resume: { state: null } })).toMatchObject({
      ...{ kind: 'returned', output: { delayForInMs: 2 * HOUR_MS, success: true } },
    });
  }, 60_000);
});
