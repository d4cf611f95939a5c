// Things happen in a service all the time, while a workflow that wants them is published, published again, changed, paused, taken
// up, rolled back, and while its server is killed: each of them starts exactly one run.
import { jest } from '@jest/globals';
import { openDatabase, type Database } from '@millrace/persistence';
import { createTestDatabase, findFreePort, type TestDatabase } from '@millrace/testing';
import { startEventServer, type EventServer } from '../testing/event-server.ts';
import { EventService } from '../testing/event-service.ts';

jest.setTimeout(120_000);

const EVERY_MS = 40;
const GRACE_SECONDS = 4;
const STREAM_LEASE_SECONDS = 2;

let home: TestDatabase;
let database: Database;
let service: EventService;
let server: EventServer;
let port: number;

const start = (): Promise<EventServer> =>
  startEventServer({
    ...{ databaseUrl: home.url, serviceUrl: service.url, port },
    ...{ grace: GRACE_SECONDS, streamLease: STREAM_LEASE_SECONDS },
  });

beforeEach(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  service = await EventService.open();
  port = await findFreePort();
  server = await start();
});
afterEach(async () => {
  await service.close();
  await server.kill();
  await database.close();
  await home.drop();
});

const documentOf = (name: string, use: string, { label = 'one', comment = '' } = {}) => ({
  ...{ millrace: 1, name, description: comment },
  triggers: { told: { type: 'connector', use: `events/${use}`, arguments: { label } } },
  machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } },
});

/** Publishes the next version. */
async function publishNext(document: ReturnType<typeof documentOf>): Promise<void> {
  const path = `/api/v1/workflows/${document.name}`;
  const draft = await server.api(`${path}/draft`);
  const headers = { 'if-match': `"${draft.body.revision}"` };
  const saved = await server.api(`${path}/draft`, { method: 'PUT', json: document, headers });
  const published = await server.api(`${path}/publish`, { json: {} });
  if (saved.status !== 200 || published.status !== 201) throw new Error(`${saved.text}\n${published.text}`);
}
const activate = async (name: string, number: number): Promise<void> => {
  const { status, text } = await server.api(`/api/v1/workflows/${name}/versions/${number}/activate`, {
    method: 'POST',
  });
  if (status !== 200) throw new Error(text);
};
const pause = async (name: string): Promise<void> => {
  const { status, text } = await server.api(`/api/v1/workflows/${name}/pause`, { method: 'POST' });
  if (status !== 204) throw new Error(text);
};
interface Shown {
  readonly state: string;
  readonly kind?: string;
  readonly subscription?: { readonly state: string };
}
async function readTrigger(name: string): Promise<Shown | undefined> {
  const { body } = await server.api(`/api/v1/workflows/${name}/triggers`);
  return (body as unknown as { readonly items: readonly Shown[] }).items[0];
}

/** Patiently: what other processes do takes its time. */
async function wait(what: string, isSo: () => Promise<boolean> | boolean, limitMs = 60_000): Promise<void> {
  for (const endMs = performance.now() + limitMs; performance.now() < endMs;) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Still not so: ${what}. ${JSON.stringify(service.statuses.slice(-5))}`);
}
/** So many more things happen. */
async function goOn(count = 12): Promise<void> {
  const from = service.events.length;
  await wait('more has happened', () => service.events.length >= from + count);
}
/** How often each number has started a run of the workflow. */
async function countRuns(name: string): Promise<ReadonlyMap<number, number>> {
  const rows = await database.source.query<{ readonly input: string }[]>(
    'select r.input from run r join workflow w on w.id = r.workflow_id where w.name = $1',
    [name],
  );
  const counts = new Map<number, number>();
  for (const { input } of rows) {
    const { data } = JSON.parse(input) as { readonly data: { readonly number: number } };
    counts.set(data.number, (counts.get(data.number) ?? 0) + 1);
  }
  return counts;
}
async function expectEachOnce(name: string): Promise<void> {
  const numbers = service.events.map(({ number }) => number);
  await wait(`${name} has heard of everything`, async () => {
    const counts = await countRuns(name);
    return numbers.every((number) => counts.has(number));
  });
  const counts = await countRuns(name);
  expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
  expect([...counts.keys()].sort((one, other) => one - other)).toEqual(numbers);
}

/** All that may befall a workflow, one after another. */
async function liveThrough(name: string, use: string): Promise<void> {
  service.start(EVERY_MS);
  await goOn();
  await publishNext(documentOf(name, use, { comment: 'the same trigger' }));
  await goOn();
  await publishNext(documentOf(name, use, { label: 'two' }));
  await goOn();
  await pause(name);
  await goOn();
  await activate(name, 3);
  await goOn();
  await publishNext(documentOf(name, use, { label: 'three' }));
  await server.kill();
  await goOn();
  server = await start();
  await goOn();
  await activate(name, 1);
  await goOn();
  service.stop();
}

test('by subscriptions', async () => {
  await server.publish(documentOf('by-hook', 'event_told'));
  await wait('it is subscribed', async () => (await readTrigger('by-hook'))?.subscription?.state === 'active');
  await liveThrough('by-hook', 'event_told');
  await service.whenDelivered();
  await expectEachOnce('by-hook');
  expect(service.statuses).toContain(200);
  // Of all shapes only the one that is live is left with the service.
  await wait('the others are removed', () => service.hooks.size === 1);
});

test('a server that dies while it subscribes leaves one subscription behind, and goes on with that', async () => {
  service.isMute = true;
  await server.publish(documentOf('by-crash', 'event_told'));
  await wait('the service was asked', () => service.hooks.size === 1);
  await server.kill();
  service.isMute = false;
  const [id = ''] = service.hooks.keys();
  server = await start();
  await wait('it is subscribed', async () => (await readTrigger('by-crash'))?.subscription?.state === 'active');
  expect([...service.hooks.keys()]).toEqual([id]);
  expect(service.requests.filter((request) => request === 'POST /hooks')).toHaveLength(1);
  service.happen();
  await service.whenDelivered();
  await expectEachOnce('by-crash');
});

test('by polls', async () => {
  await server.publish(documentOf('by-poll', 'event_found'));
  await wait('it polls', async () => (await readTrigger('by-poll'))?.state === 'ok');
  let isOver = false;
  const check = async (): Promise<void> => {
    while (!isOver) {
      await server.api('/api/v1/workflows/by-poll/triggers/told/poll', { method: 'POST' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const checking = check();
  try {
    await liveThrough('by-poll', 'event_found');
    await expectEachOnce('by-poll');
  } finally {
    isOver = true;
    await checking;
  }
});

test('a stream goes on elsewhere when its owner dies, and what was acknowledged has a run', async () => {
  await server.publish(documentOf('by-stream', 'event_streamed'));
  service.start(EVERY_MS);
  await wait('something was acknowledged', () => service.acknowledged.length > 5);
  await server.kill();
  server = await start();
  const before = service.acknowledged.length;
  await wait('it goes on', () => service.acknowledged.length > before + 5);
  await publishNext(documentOf('by-stream', 'event_streamed', { comment: 'another version' }));
  await goOn();
  service.stop();
  await expectEachOnce('by-stream');
  const counts = await countRuns('by-stream');
  expect(service.acknowledged.filter((number) => !counts.has(number))).toEqual([]);
});
