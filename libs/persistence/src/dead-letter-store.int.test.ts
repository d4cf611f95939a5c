import {
  createIds,
  systemClock,
  type DeadLetterStore,
  type FailureMark,
  type LetterFailure,
  type NewDeadLetter,
} from '@millrace/runtime';
import { aRun, aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase, type Database } from './database.ts';
import { removeExpired } from './retention.ts';
import { createStores, type Stores } from './stores.ts';

const DAY_MS = 86_400_000;
const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let stores: Stores;
let letters: DeadLetterStore;
let origin: { workspaceId: string; workflowId: string; versionId: string };

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  letters = stores.deadLetters;
  const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { workflowId } = await stores.workflows.create({ workspaceId, name: 'orders', document: {} });
  const document = aWorkflow();
  const version = await stores.workflows.publish({ workspaceId, name: 'orders', document, contentHash: 'a', note: '' });
  origin = { workspaceId, workflowId, versionId: version.id };
});
beforeEach(() => query('truncate dead_letter, run, run_step, error_group, error_group_hour, bulk_action cascade'));
afterAll(async () => {
  await database.close();
  await home.drop();
});

const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await database.runPool.query(text, values)).rows as T[];
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const failureOf = (more: Partial<LetterFailure> = {}): LetterFailure => ({
  ...{ stage: 'map', errorCode: 'trigger.key_invalid', message: 'No key.', fingerprint: 'a'.repeat(32) },
  ...more,
});
function aLetter(body: string, more: Partial<NewDeadLetter> = {}): NewDeadLetter {
  const bytes = Buffer.from(body);
  const { workspaceId, workflowId } = origin;
  return {
    ...{ id: ids.runId(), workspaceId, workflowId, source: 'webhook', sourceRef: 'hook', failure: failureOf() },
    ...{ body: bytes, hash: Buffer.from(body.padEnd(32).slice(0, 32)), contentType: 'application/json' },
    ...{ headers: { 'x-shop': 'north' }, envelope: { method: 'POST', path: 'orders', eventId: 'e-1' } },
    ...more,
  };
}
async function keep(body: string, more: Partial<NewDeadLetter> = {}): Promise<string> {
  const letter = aLetter(body, more);
  await letters.keep(letter);
  return letter.id;
}
const named = (id: string) => ({ workspaceId: origin.workspaceId, id });
const list = async (more: Partial<Parameters<DeadLetterStore['list']>[0]> = {}) =>
  (await letters.list({ workspaceId: origin.workspaceId, limit: 50, ...more })).items.map(({ id }) => id);
const begin = (id: string, edited?: string) =>
  letters.begin({ ...named(id), by: 'Ada', ...(edited === undefined ? {} : { edited }) });

test('what came is kept as it came; the same bytes again are counted, others are not', async () => {
  const first = aLetter('{"a":1}', {
    failure: failureOf({ answered: 400, stack: 'at\u0000', message: 'x'.repeat(9000) }),
  });
  expect(await letters.keep(first)).toBe('kept');
  expect(await letters.keep(aLetter('{"a":1}'))).toBe('repeated');
  expect(await letters.keep(aLetter('{"a":2}'))).toBe('kept');
  const found = await letters.find(named(first.id));
  expect(found).toMatchObject({
    ...{ id: first.id, source: 'webhook', sourceRef: 'hook', stage: 'map', state: 'open', attempts: 1, occurrences: 2 },
    ...{ workflow: { id: origin.workflowId, name: 'orders' }, bytes: 7, contentType: 'application/json', stack: 'at␀' },
    ...{
      headers: { 'x-shop': 'north' },
      envelope: { method: 'POST', path: 'orders', eventId: 'e-1' },
      isEdited: false,
    },
  });
  expect(found?.message).toHaveLength(8192);
  expect(Buffer.from(found?.body ?? []).toString()).toBe('{"a":1}');
  expect(await letters.find({ workspaceId: ids.runId(), id: first.id })).toBeUndefined();
  expect(await letters.find(named('nobody'))).toBeUndefined();
});

test('past a bound letters are counted at the newest alike, and others are not held up by them', async () => {
  for (const n of many(100, (at) => at)) expect(await letters.keep(aLetter(`${n}`))).toBe('kept');
  expect(await letters.keep(aLetter('one more'))).toBe('counted');
  expect((await letters.list({ workspaceId: origin.workspaceId, limit: 1 })).items[0]).toMatchObject({ unkept: 1 });
  const other = { failure: failureOf({ fingerprint: 'b'.repeat(32) }) };
  expect(await letters.keep(aLetter('another reason', other))).toBe('kept');
  // Of items a sender is told nothing: many more are kept.
  expect(await letters.keep(aLetter('an item', { source: 'trigger' }))).toBe('kept');
  const large = { body: Buffer.alloc(64 * 1024 * 1024), failure: failureOf({ fingerprint: 'c'.repeat(32) }) };
  // The first of a reason is there, although not what came.
  expect(await letters.keep(aLetter('large', large))).toBe('kept');
  const [without] = (await letters.list({ workspaceId: origin.workspaceId, limit: 1 })).items;
  expect(without?.fingerprint).toBe('c'.repeat(32));
  expect(without?.bytes).toBeUndefined();
  expect(await letters.keep(aLetter('larger', { ...large, body: Buffer.alloc(64 * 1024 * 1024 + 1) }))).toBe('counted');
});

test('a list is narrowed, and goes on page by page', async () => {
  const [first, second, third] = [await keep('one'), await keep('two'), await keep('three')];
  const decoded = await keep('not { json', {
    ...{
      sourceRef: 'other',
      failure: failureOf({ stage: 'decode', errorCode: 'request.json_malformed', message: 'At 5' }),
    },
  });
  const item = await keep('{"id":"7"}', { source: 'trigger', failure: failureOf({ fingerprint: 'b'.repeat(32) }) });
  await letters.discard({ ...named(first), reason: 'Known.', by: 'Ada' });
  expect(await list()).toEqual([item, decoded, third, second, first]);
  expect(await list({ states: ['open'] })).toEqual([item, decoded, third, second]);
  expect(await list({ sources: ['trigger'] })).toEqual([item]);
  expect(await list({ stages: ['decode'] })).toEqual([decoded]);
  expect(await list({ sourceRef: 'other', workflowName: 'orders', errorCode: 'request.json_malformed' })).toEqual([
    decoded,
  ]);
  expect(await list({ workflowName: 'none' })).toEqual([]);
  expect(await list({ fingerprint: 'b'.repeat(32) })).toEqual([item]);
  expect(await list({ text: 'AT 5' })).toEqual([decoded]);
  expect(await list({ text: 'three' })).toEqual([]);
  expect(await list({ text: 'three', isTextOfBodies: true })).toEqual([third]);
  expect(await list({ fromMs: Date.now() + 60_000 })).toEqual([]);
  expect(await list({ untilMs: Date.now() + 60_000, limit: 1 })).toEqual([item]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await letters.listDetails({ workspaceId: origin.workspaceId, limit: 2, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(await list());
  await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'list.cursor_invalid' });

  const groups = await letters.listGroups({ workspaceId: origin.workspaceId, limit: 1 });
  expect(groups.items).toMatchObject([{ fingerprint: 'b'.repeat(32), count: 1, open: 1, sampleId: item }]);
  const { nextCursor: next = '' } = groups;
  const rest = await letters.listGroups({ workspaceId: origin.workspaceId, limit: 5, cursor: next });
  expect(rest.items).toMatchObject([{ fingerprint: 'a'.repeat(32), count: 4, open: 3, workflow: { name: 'orders' } }]);
  expect(rest.nextCursor).toBeUndefined();
  expect(await letters.countOpen({ workspaceId: origin.workspaceId })).toBe(4);
  expect(await letters.countOpen({ workspaceId: origin.workspaceId, workflowId: ids.runId() })).toBe(0);
  expect(await letters.countBySource()).toEqual(
    expect.arrayContaining([
      { source: 'webhook', stage: 'map', count: 2 },
      { source: 'webhook', stage: 'decode', count: 1 },
    ]),
  );
});

test('one of two who try again at one moment does so, and only who began may say how it went', async () => {
  const id = await keep('{}');
  const both = await Promise.all([begin(id, '{"mended":true}'), begin(id)]);
  const [begun, ...others] = both.filter((one) => one !== undefined);
  expect(others).toEqual([]);
  expect(begun).toMatchObject({ state: 'redriving', redrives: 1, changedBy: 'Ada' });
  expect(await letters.discard({ ...named(id), reason: 'No.', by: 'Ada' })).toBe(false);
  const outcome = { kind: 'failed', failure: failureOf({ message: 'Again.', fingerprint: 'd'.repeat(32) }) } as const;
  await letters.settle({ ...named(id), redrives: 7, outcome });
  expect(await letters.find(named(id))).toMatchObject({ state: 'redriving' });
  await letters.settle({ ...named(id), redrives: 1, outcome });
  expect(await letters.find(named(id))).toMatchObject({
    ...{ state: 'open', attempts: 2, message: 'Again.', fingerprint: 'd'.repeat(32) },
  });
  // An edit stays beside the original.
  const again = await begin(id, '{"mended":1}');
  expect(again).toMatchObject({ edited: '{"mended":1}', isEdited: true, redrives: 2 });
  expect(Buffer.from(again?.body ?? []).toString()).toBe('{}');
  await letters.settle({ ...named(id), redrives: 2, outcome: { kind: 'released' } });
  expect(await letters.find(named(id))).toMatchObject({ state: 'open', attempts: 2 });
  await begin(id);
  const runId = ids.runId();
  await letters.settle({ ...named(id), redrives: 3, outcome: { kind: 'taken', runId } });
  expect(await letters.find(named(id))).toMatchObject({ state: 'resolved', newRunId: runId });
  expect(await begin(id)).toBeUndefined();
});

test('a try whose process is lost is taken up after a while, once', async () => {
  const [left, fresh] = [await keep('left'), await keep('fresh')];
  await begin(left, '1');
  await begin(fresh);
  await query(`update dead_letter set redriven_at = redriven_at - interval '2 minutes' where id = $1::uuid`, [left]);
  const take = () => letters.takeLeft({ afterSeconds: 60, limit: 10 });
  const [taken, ...others] = (await Promise.all([take(), take()])).flat();
  expect(taken).toMatchObject({ id: left, edited: '1', redrives: 1 });
  expect(others).toEqual([]);
});

const markOf = (more: Partial<FailureMark> = {}): FailureMark => ({
  ...{ fingerprint: 'f'.repeat(32), statePath: 'Charge', normalisedCause: 'card #', isDeadLetter: true, ...more },
});
const newRun = (more = {}) => aRun({ id: ids.runId(), acceptedAtMs: clock.nowMs(), ...origin }, more);
async function failRun(more = {}, mark: Partial<FailureMark> = {}): Promise<string> {
  const run = newRun(more);
  const end = {
    status: 'failed' as const,
    error: 'Storm',
    cause: 'card 7',
    endedAtMs: clock.nowMs(),
    failure: markOf(mark),
  };
  await stores.runs.acceptFinished(run, { end, steps: [] });
  return run.id;
}

test('a failed run is kept with its end, where its workflow wants that', async () => {
  const { isDeadLetter: _, ...plain } = markOf();
  const run = newRun();
  const end = { status: 'failed' as const, error: 'Storm', cause: 'card 7', endedAtMs: clock.nowMs() };
  await stores.runs.acceptFinished(run, { end: { ...end, failure: plain }, steps: [] });
  expect(await list()).toEqual([]);
  const id = await failRun({ input: '{"amount":"lemon"}' });
  expect(await letters.find(named(id))).toMatchObject({
    ...{
      id,
      source: 'run',
      sourceRef: id,
      stage: 'run',
      errorCode: 'Storm',
      message: 'card 7',
      fingerprint: 'f'.repeat(32),
    },
  });
  expect(await list({ text: 'lemon', isTextOfBodies: true })).toEqual([id]);
  // Written again after a lost answer.
  const held = newRun();
  const accepted = await stores.runs.accept(held, { workerId: 'w', leaseSeconds: 60 });
  const fence = accepted.kind === 'accepted' ? accepted.fence : 0;
  const lease = { runId: held.id, fence };
  for (let n = 0; n < 2; n += 1) {
    await stores.runs.finish({ lease, end: { ...end, status: 'timed_out', failure: markOf() }, steps: [] });
  }
  expect(new Set(await list())).toEqual(new Set([held.id, id]));
});

test.each([
  ['succeeded', { state: 'resolved', attempts: 1 }],
  ['failed', { state: 'open', attempts: 2, errorCode: 'Frost', message: 'ice' }],
  ['cancelled', { state: 'open', attempts: 1, errorCode: 'Storm' }],
] as const)('the end of the run that was made of it is its own: %s', async (status, expected) => {
  const id = await failRun();
  await begin(id);
  const retryOf = { retryOf: { id, kind: 'replay' } };
  const made =
    status === 'failed'
      ? await (async () => {
          const run = newRun(retryOf);
          const end = { status, error: 'Frost', cause: 'ice', endedAtMs: clock.nowMs(), failure: markOf() };
          await stores.runs.acceptFinished(run, { end, steps: [] });
          return run.id;
        })()
      : await (async () => {
          const run = newRun(retryOf);
          await stores.runs.acceptFinished(run, { end: { status, endedAtMs: clock.nowMs() }, steps: [] });
          return run.id;
        })();
  await letters.settle({ ...named(id), redrives: 1, outcome: { kind: 'run', runId: made } });
  expect(await letters.settleRuns()).toBe(1);
  expect(await letters.settleRuns()).toBe(0);
  expect(await letters.find(named(id))).toMatchObject({ ...expected, newRunId: made });
  // Not one letter more.
  expect(await list()).toEqual([id]);
});

test('letters go after 90 days, and those of runs with their runs', async () => {
  const nowMs = clock.nowMs();
  const [old, young, run, redriving] = [await keep('old'), await keep('young'), await failRun(), await keep('again')];
  await begin(redriving);
  await query(`update dead_letter set last_failed_at = now() - interval '91 days' where id = any ($1::uuid[])`, [
    [old, redriving],
  ]);
  await removeExpired(database.runPool, { nowMs });
  expect(new Set(await list())).toEqual(new Set([run, young, redriving]));
  await query(`update run set ended_at = now() - interval '91 days' where id = $1::uuid`, [run]);
  await removeExpired(database.runPool, { nowMs: nowMs + 100 * DAY_MS });
  expect(await letters.find(named(run))).toBeUndefined();
});

test('a bulk action freezes the open ones of a filter, and stops counting what was before it was resumed', async () => {
  const { workspaceId } = origin;
  const kept = await Promise.all(many(3, (n) => keep(`letter ${n}`)));
  const filter = { states: ['open' as const], fingerprint: 'a'.repeat(32) };
  const made = await stores.bulk.create({
    ...{ id: ids.runId(), workspaceId, action: 'redrive', chosen: { kind: 'letters', filter } },
    ...{ ratePerSecond: 50, startedBy: 'Ada' },
  });
  expect(made).toMatchObject({ action: 'redrive', total: 3, letterFilter: filter });
  expect(made.filter).toBeUndefined();
  const chosen = { kind: 'picked_letters', letterIds: [kept[0] ?? '', 'x'] } as const;
  const discarding = await stores.bulk.create({
    ...{
      id: ids.runId(),
      workspaceId,
      action: 'discard',
      chosen,
      because: 'Known.',
      ratePerSecond: 1,
      startedBy: 'Ada',
    },
  });
  expect(discarding).toMatchObject({ total: 1, because: 'Known.' });
  const [taken] = await stores.bulk.take({ workerId: 'w', leaseSeconds: 60, limit: 1 });
  if (taken === undefined) throw new Error('There was nothing to take.');
  const { lease } = taken;
  const runIds = (await stores.bulk.begin({ lease, leaseSeconds: 60, limit: 3 })) ?? [];
  const outcomes = runIds.map((runId) => ({
    runId,
    state: 'failed' as const,
    code: 'trigger.key_invalid',
    message: 'No.',
  }));
  await stores.bulk.settle({ lease, leaseSeconds: 60, outcomes: outcomes.slice(0, 2), stop: 'Too many.' });
  const count = () => stores.bulk.countLastFailed({ id: made.id, last: 50 });
  expect(await count()).toBe(2);
  await stores.bulk.change({ workspaceId, id: made.id, to: 'running', changedBy: 'Ada' });
  expect(await count()).toBe(0);
  const { items } = await stores.bulk.listItems({ workspaceId, id: made.id, limit: 10 });
  expect(items.map(({ workflowName }) => workflowName)).toEqual(['orders', 'orders', 'orders']);
});
