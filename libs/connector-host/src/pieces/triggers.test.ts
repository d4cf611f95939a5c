import type { DeliveredRequest, JsonObject, JsonValue, RemoteSubscription, TriggerItem } from '@millrace/connector-sdk';
import type { Invoke } from '@millrace/connector-sdk/platform';
import { tinyContext, tinyPiece, TinyPieces } from '../testing/tiny-pieces.ts';

const pieces = new TinyPieces();
afterAll(() => pieces.close());

const trigger = (name: string, type: string, members: string): string =>
  `'${name}': { name: '${name}', displayName: '${name}', description: '', type: '${type}', props: {}, sampleData: { id: 'sample' }, ${members} },`;
const delivery = (json: JsonValue, more: Partial<DeliveredRequest> = {}): DeliveredRequest => {
  const text = JSON.stringify(json);
  return { method: 'POST', headers: {}, query: {}, bytes: Buffer.from(text), text, json, ...more };
};

interface Polled {
  readonly items: readonly TriggerItem<JsonObject>[];
  readonly more?: boolean;
  readonly cursor: { readonly store: JsonObject; readonly cron?: string };
}
const poll = (invoke: Invoke, cursor?: unknown, { nowMs = Date.now(), limit = 100 } = {}): Promise<Polled> =>
  invoke({
    kind: 'poll',
    member: 'seen',
    arguments: [tinyContext({ nowMs: () => nowMs }).context, { input: {}, cursor, start: new Date(), limit }],
  }) as Promise<Polled>;

test('a poll remembers by its store alone: first what there is, then what is new', async () => {
  const members = `
    onEnable: async ({ store }) => { await store.put('last', 2); },
    onDisable: async () => {},
    run: async ({ store }) => { const last = await store.get('last'); await store.put('last', last + 2);
      return [last + 1, last + 2].map((id) => ({ id })); }`;
  const piece = await pieces.install(tinyPiece({ triggers: trigger('seen', 'POLLING', members) }));
  expect(piece.manifest.triggers.seen).toMatchObject({ kind: 'polling', everySeconds: 300, sample: { id: 'sample' } });
  const invoke = pieces.host.open(piece);
  const first = await poll(invoke);
  expect(first).toMatchObject({ items: [], cursor: { store: { 'workflow/last': 2 } } });
  const second = await poll(invoke, first.cursor);
  expect(second.items.map(({ data }) => data)).toEqual([{ id: 3 }, { id: 4 }]);
  // Not committed: it is given again, under the same ids.
  expect((await poll(invoke, first.cursor)).items).toEqual(second.items);
  expect((await poll(invoke, second.cursor)).items.map(({ data }) => data)).toEqual([{ id: 5 }, { id: 6 }]);
});

test('more than was asked for waits, and the piece is not asked again before it is taken', async () => {
  const members = `onEnable: async () => {}, onDisable: async () => {},
    run: async () => { console.log('asked'); return [1, 2, 3, 4, 5].map((id) => ({ id })); }`;
  const invoke = await pieces.open(tinyPiece({ triggers: trigger('seen', 'POLLING', members) }));
  const ids = ({ items }: Polled) => items.map(({ data }) => data.id);
  const first = await poll(invoke, (await poll(invoke)).cursor, { limit: 2 });
  expect([ids(first), first.more]).toEqual([[1, 2], true]);
  const second = await poll(invoke, first.cursor, { limit: 2 });
  const third = await poll(invoke, second.cursor, { limit: 2 });
  expect([ids(second), second.more, ids(third), third.more]).toEqual([[3, 4], true, [5], undefined]);
  expect(Object.keys(third.cursor)).not.toContain('rest');
});

test('a schedule of the piece’s own is kept to', async () => {
  const members = `onEnable: async ({ setSchedule }) => setSchedule({ cronExpression: '*/10 * * * *' }), onDisable: async () => {},
    run: async () => [{ id: 1, _dedupe_key: 'mine' }]`;
  const invoke = await pieces.open(tinyPiece({ triggers: trigger('seen', 'POLLING', members) }));
  const first = await poll(invoke, undefined, { nowMs: 0 });
  expect((await poll(invoke, first.cursor, { nowMs: 599_000 })).items).toEqual([]);
  expect((await poll(invoke, first.cursor, { nowMs: 600_000 })).items).toEqual([
    { id: 'mine', data: { id: 1, _dedupe_key: 'mine' } },
  ]);
});

test('a webhook is switched on, renewed, asked, delivered to and switched off, with what it has stored', async () => {
  const members = `
    onEnable: async ({ webhookUrl, store }) => { await store.put('hook', { id: 'h1', webhookUrl }); },
    renewConfiguration: { strategy: 'CRON', cronExpression: '0 */12 * * *' },
    onRenew: async ({ store }) => { await store.put('hook', { ...(await store.get('hook')), renewed: true }); },
    onDisable: async ({ store }) => { console.log(JSON.stringify(await store.get('hook'))); },
    handshakeConfiguration: { strategy: 'HEADER_PRESENT', paramName: 'X-Hook-Secret' },
    onHandshake: async ({ payload }) => ({ status: 200, headers: { 'x-hook-secret': payload.headers['x-hook-secret'] }, body: { ok: true } }),
    run: async ({ payload, store }) => [{ body: payload.body, raw: payload.rawBody, query: payload.queryParams, hook: (await store.get('hook')).id }]`;
  const piece = await pieces.install(tinyPiece({ triggers: trigger('called', 'WEBHOOK', members) }));
  expect(piece.manifest.triggers.called).toMatchObject({
    kind: 'webhook',
    delivery: 'subscription',
    canRenew: true,
    hasHandshake: true,
  });
  const invoke = pieces.host.open(piece);
  const { context, lines, stored } = tinyContext({ nowMs: () => 0 });
  const call = (kind: 'create' | 'renew' | 'remove' | 'receive', ...given: readonly unknown[]) =>
    invoke({ kind, member: 'called', arguments: [context, ...given] });

  expect(await invoke({ kind: 'identity', member: 'called', arguments: [{ a: 1 }] })).toEqual({ a: 1 });
  const created = (await call('create', {
    url: 'https://millrace.example/h',
    secret: 's',
    identity: {},
  })) as RemoteSubscription;
  expect(created.expiresAt).toBe(new Date(18 * 3_600_000).toISOString());
  const renewed = (await call('renew', created)) as RemoteSubscription;
  const ask = { kind: 'handshake', member: 'called' } as const;
  expect(await invoke({ ...ask, arguments: [delivery({}, { headers: { 'x-hook-secret': 'q' } })] })).toEqual({
    ...{ status: 200, headers: { 'x-hook-secret': 'q' }, body: '{"ok":true}' },
  });
  expect(await invoke({ ...ask, arguments: [delivery({})] })).toBeNull();
  const [item] = (await call(
    'receive',
    delivery({ n: 1 }, { query: { q: ['a', 'b'] } }),
    {},
  )) as readonly TriggerItem[];
  expect(item?.data).toEqual({ body: { n: 1 }, raw: '{"n":1}', query: { q: 'a' }, hook: 'h1' });
  await call('remove', renewed);
  expect(lines).toEqual(['{"id":"h1","webhookUrl":"https://millrace.example/h","renewed":true}']);
  expect([...stored]).toEqual([]);
});

test('a delivery that needs what nobody has kept is refused, not answered with nothing', async () => {
  const members =
    'onEnable: async () => {}, onDisable: async () => {}, run: async ({ store }) => [{ kept: await store.get("x") }]';
  const invoke = await pieces.open(tinyPiece({ triggers: trigger('called', 'WEBHOOK', members) }));
  const { context } = tinyContext({ more: { store: undefined as never } });
  await expect(
    invoke({ kind: 'receive', member: 'called', arguments: [context, delivery({}), {}] }),
  ).rejects.toMatchObject({
    detail: { code: 'connector.unsupported_context' },
  });
});

test('an app’s address knows the account, the challenge and the signature, and triggers get only their events', async () => {
  const rest = `events: {
    parseAndReply: ({ payload: { body } }) => body.challenge ? { reply: { body: body.challenge, headers: {} } } : { event: body.type, identifierValue: body.team },
    verify: ({ webhookSecret, payload }) => payload.headers.signature === (webhookSecret.app ?? webhookSecret) },`;
  const members = `onEnable: async ({ app }) => app.createListeners({ events: ['message'], identifierValue: 'T1' }),
    onDisable: async () => {}, run: async ({ payload }) => [payload.body]`;
  const piece = await pieces.install(tinyPiece({ triggers: trigger('heard', 'APP_WEBHOOK', members), rest }));
  expect(piece.manifest.triggers.heard).toMatchObject({ delivery: 'app', verify: 'code', hasHandshake: true });
  const invoke = pieces.host.open(piece);
  const ask = (kind: 'account' | 'handshake' | 'verifySignature', ...given: readonly unknown[]) =>
    invoke({ kind, member: 'heard', arguments: given });
  expect(await ask('account', delivery({ type: 'message', team: 'T1' }))).toBe('T1');
  expect(await ask('account', delivery({ type: 'message' }))).toBeNull();
  expect(await ask('handshake', delivery({ challenge: 'c' }))).toEqual({ headers: {}, body: 'c' });
  const signed = delivery({}, { headers: { signature: 'hush' } });
  expect(await ask('verifySignature', signed, 'hush')).toBe(true);
  expect(await ask('verifySignature', signed, '{"app":"hush"}')).toBe(true);
  expect(await ask('verifySignature', signed, 'other')).toBe(false);
  const receive = (json: JsonValue) =>
    invoke({ kind: 'receive', member: 'heard', arguments: [tinyContext().context, delivery(json), {}] });
  expect(await receive({ type: 'message', team: 'T1' })).toHaveLength(1);
  expect(await receive({ type: 'other', team: 'T1' })).toEqual([]);
});
