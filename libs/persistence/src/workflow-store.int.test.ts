import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { createIds, hashDocument, systemClock, type WorkflowVersion } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let stores: Stores;
let workspaceId: string;

beforeEach(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  ({ id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' }));
});
afterEach(async () => {
  await database.close();
  await home.drop();
});

const aDocument = (path: string, title = 'Orders'): WorkflowDocument =>
  ({
    title,
    StartAt: 'End',
    States: { End: { Type: 'Succeed' } },
    triggers: { hook: { type: 'webhook', path } },
  }) as unknown as WorkflowDocument;
const named = (name: string): { workspaceId: string; name: string } => ({ workspaceId, name });
const create = (name: string, document: JsonValue = {}) => stores.workflows.create({ ...named(name), document });
const publish = (name: string, document: WorkflowDocument): Promise<WorkflowVersion> =>
  stores.workflows.publish({
    ...named(name),
    document,
    contentHash: hashDocument(document as unknown as JsonValue),
    note: '',
  });
const findHook = (path: string) => stores.workflows.findLiveWebhook({ workspaceSlug: 'main', path });

test('of many who take one name at once, one gets it; after removal it is free', async () => {
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => create('orders')));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'workflow.name_taken' });
  await stores.workflows.remove(named('orders'));
  expect(await stores.workflows.find(named('orders'))).toBeUndefined();
  await create('orders');
});

test('of two who edit one revision, the second is told', async () => {
  const { revision } = await create('orders');
  const edits = [1, 2].map((n) => stores.workflows.replaceDraft({ ...named('orders'), document: { n }, revision }));
  const results = await Promise.allSettled(edits);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'workflow.draft_changed', detail: { revision: revision + 1 } },
  });
});

test('a draft of any JSON comes back as it was', async () => {
  const document = { title: 'nul \u0000 lone \ud800', deep: [null, 1e300, ''] };
  await create('odd', document);
  expect((await stores.workflows.findDraft(named('odd')))?.document).toEqual(document);
  expect((await stores.workflows.find(named('odd')))?.title).toBe('nul  lone \ufffd');
});

test('publishing moves the live pointer and the webhooks; activating an older version moves them back', async () => {
  const document = aDocument('orders');
  await create('orders', document as unknown as JsonValue);
  const first = await publish('orders', document);
  const second = await publish('orders', aDocument('orders/new', 'New'));
  expect([first.number, second.number]).toEqual([1, 2]);
  expect(await findHook('orders')).toBeUndefined();
  expect(await findHook('orders/new')).toMatchObject({ versionId: second.id, triggerId: 'hook' });
  expect(await stores.workflows.find(named('orders'))).toMatchObject({
    liveVersion: { number: 2 },
    draftChanged: true,
  });

  await stores.workflows.activate({ ...named('orders'), number: 1 });
  expect(await findHook('orders')).toMatchObject({ versionId: first.id });
  expect(await findHook('orders/new')).toBeUndefined();
  expect(await stores.workflows.find(named('orders'))).toMatchObject({
    liveVersion: { number: 1 },
    draftChanged: false,
  });
  await expect(stores.workflows.activate({ ...named('orders'), number: 9 })).rejects.toMatchObject({
    code: 'workflow.version_not_found',
  });
  expect((await stores.workflows.listVersions(named('orders'))).map(({ number }) => number)).toEqual([2, 1]);
});

test('a path that another workflow answers at is refused, and nothing of the version stays', async () => {
  await create('orders');
  await publish('orders', aDocument('orders'));
  await create('copies');
  await expect(publish('copies', aDocument('orders'))).rejects.toMatchObject({
    code: 'workflow.hook_taken',
    detail: { path: 'orders' },
  });
  expect(await stores.workflows.listVersions(named('copies'))).toEqual([]);
  await stores.workflows.remove(named('orders'));
  await publish('copies', aDocument('orders'));
});

test('publishing at once numbers the versions without gaps', async () => {
  await create('orders');
  const made = await Promise.all(Array.from({ length: 5 }, (_, n) => publish('orders', aDocument('orders', `T${n}`))));
  expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
});

test('a removed workflow keeps its versions and the name of its runs', async () => {
  await create('orders');
  const version = await publish('orders', aDocument('orders'));
  const { workflowId } = version;
  const runId = ids.runId();
  const trigger = { id: 'hook', type: 'webhook' as const };
  const origin = { workspaceId, workflowId, versionId: version.id, trigger, acceptedAtMs: clock.nowMs() };
  await stores.runs.accept({ id: runId, ...origin, input: 'null', priority: 0 });
  expect((await stores.workflows.list({ workspaceId, limit: 10 })).items[0]?.lastRun).toMatchObject({ id: runId });
  await stores.workflows.remove(named('orders'));
  expect(await stores.workflows.findVersion(version.id)).toMatchObject({ workflowName: 'orders' });
  expect(await stores.runs.find({ workspaceId, runId })).toMatchObject({ workflowName: 'orders', versionNumber: 1 });
});

test('lists go by name, page by page', async () => {
  for (const name of ['c', 'a', 'b']) await create(name);
  const first = await stores.workflows.list({ workspaceId, limit: 2 });
  expect(first.items.map(({ name }) => name)).toEqual(['a', 'b']);
  const rest = await stores.workflows.list({ workspaceId, limit: 2, cursor: first.nextCursor ?? '' });
  expect(rest.items.map(({ name }) => name)).toEqual(['c']);
  expect(rest.nextCursor).toBeUndefined();
});

test('a database that is gone is reported as such, with the cause', async () => {
  const lost = await openDatabase({ url: home.url });
  const { workflows, identity, runs } = createStores(lost, ids);
  await home.drop();
  const named = expect.objectContaining({ code: 'store.unavailable' }) as Error;
  await expect(workflows.find({ workspaceId, name: 'orders' })).rejects.toEqual(named);
  await expect(identity.hasOwner()).rejects.toEqual(named);
  await expect(runs.list({ workspaceId, limit: 1 })).rejects.toEqual(named);
  await lost.close();
});
