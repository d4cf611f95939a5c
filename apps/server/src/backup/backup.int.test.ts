// A backup is worth what a restore of it shows: an installation at work is backed up, restored elsewhere, compared, and resumed.
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { createLocalFileStore, openDatabase, type Database } from '@millrace/persistence';
import type { WrittenBackup } from '@millrace/persistence/backup';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, TEST_ENCRYPTION_KEY, webhookWorkflow, type TestServer } from '../testing/test-server.ts';
import { backUp, restore } from './backup.ts';

const LARGE = 'x'.repeat(200_000);
const SECRET = 'CANARY-of-the-connection';
const UPLOAD = Buffer.from('what somebody has uploaded');
const OTHER_KEY = Buffer.alloc(32, 9).toString('base64');

let places: string;
let downstream: Server;
let downstreamUrl: string;
/** What the outside has felt. */
const effects: string[] = [];
let answerEffects = false;
const sources: TestDatabase[] = [];

let first: TestServer;
let backup: WrittenBackup;
/** What was accepted before the backup began. */
let acceptedBefore: readonly string[] = [];
const accepted: string[] = [];

const environmentOf = (database: TestDatabase, name: string): Record<string, string> => ({
  DATABASE_URL: database.url,
  MILLRACE_DATA_DIR: join(places, name),
  MILLRACE_ENCRYPTION_KEY: TEST_ENCRYPTION_KEY,
  MILLRACE_OUTBOUND_ALLOW: '127.0.0.1',
  MILLRACE_SHUTDOWN_SECONDS: '1',
});
async function aDatabase(): Promise<TestDatabase> {
  const made = await createTestDatabase();
  sources.push(made);
  return made;
}
async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const call = (path: string): Readonly<Record<string, unknown>> => ({
  Type: 'Task',
  Resource: 'connector:http/request',
  Arguments: { method: 'POST', url: `${downstreamUrl}/${path}`, body: {}, idempotencyHeader: 'Idempotency-Key' },
});
/** Waits, and then is felt outside. */
function napWorkflow(): { readonly name: string } {
  const States = { Nap: { Type: 'Wait', Seconds: 6, Next: 'Wake' }, Wake: { ...call('wake'), End: true } };
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Nap', States };
  return { ...webhookWorkflow('nap', {}, { respond: 'accepted' }), machine } as { readonly name: string };
}
function scheduleWorkflow(): { readonly name: string } {
  const triggers = { often: { type: 'schedule', everySeconds: 3600 } };
  return { ...webhookWorkflow('often', call('tick')), triggers } as { readonly name: string };
}

beforeAll(async () => {
  places = mkdtempSync(join(tmpdir(), 'millrace-backup-'));
  downstream = createServer((request, response) => {
    effects.push(request.url ?? '');
    if (answerEffects) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(downstream, 'listening');
  downstreamUrl = `http://127.0.0.1:${(downstream.address() as AddressInfo).port}`;
  const home = await aDatabase();
  const environment = environmentOf(home, 'first');
  first = await startTestServer(home.url, environment);
  const files = createLocalFileStore(join(places, 'first', 'files'));
  await files.write({ name: 'a.txt', type: 'text/plain', data: Readable.from([UPLOAD]), maxBytes: 1000 });
  await first.publish(webhookWorkflow('pass', { Type: 'Pass' }, { respond: 'accepted' }));
  await first.publish(webhookWorkflow('charge', call('charge'), { respond: 'accepted' }));
  const pass = webhookWorkflow('turn', { Type: 'Pass' }, { respond: 'accepted' });
  const oneByOne = { ...pass, settings: { concurrency: { max: 1 } } };
  await first.publish(oneByOne);
  await first.publish(napWorkflow());
  await first.publish(scheduleWorkflow());
  const connection = { name: 'desk', kind: 'secret', fields: { secret: SECRET } };
  expect((await first.api('/api/v1/connections', { json: connection })).status).toBe(201);
  const board = { name: 'Night', tiles: [{ kind: 'runs', width: 'small' }] };
  expect((await first.api('/api/v1/boards', { json: board })).status).toBe(201);
  await start(first, 'charge');
  await waitFor(() => effects.length === 1);
  await start(first, 'pass', { large: LARGE });
  await start(first, 'turn');
  const work = keepWorking();
  await waitFor(() => accepted.length > 20);
  acceptedBefore = [...accepted];
  // Longer than what is waited for in memory; over before the restored server lives.
  await start(first, 'nap');
  backup = await backUp(`${join(places, 'backups')}/`, { environment });
  await work.stop();
}, 120_000);

afterAll(async () => {
  downstream.closeAllConnections();
  downstream.close();
  await first.stop();
  for (const database of sources) await database.drop();
  rmSync(places, { recursive: true, force: true });
}, 60_000);

async function start(server: TestServer, name: string, body: unknown = {}): Promise<string> {
  const answer = await server.send(`/hooks/default/${name}`, { json: body });
  expect(answer.status).toBe(202);
  return answer.body.runId;
}

/** Calls without a pause. */
function keepWorking(): { stop(): Promise<void> } {
  const over = new AbortController();
  const work = (async () => {
    while (!over.signal.aborted) accepted.push(await start(first, 'pass', { n: accepted.length }));
  })();
  return {
    stop: () => {
      over.abort();
      return work;
    },
  };
}

async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Still not so: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type Tables = Readonly<Record<string, string>>;

/** Each table by what all of its rows are together. */
function digestTables(url: string): Promise<Tables> {
  return withDatabase(url, async ({ source }) => {
    const tables = await source.query<readonly { readonly name: string }[]>(
      `select c.relname as name from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname not in ('migration_file', 'typeorm_migration', 'instance_state', 'session', 'oauth_state')`,
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await source.query<readonly { readonly rows: number; readonly digest: string }[]>(
        `select count(*)::int as rows, md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from "${name}" t`,
      );
      digests[name] = `${row?.rows ?? 0} ${row?.digest ?? ''}`;
    }
    return digests;
  });
}

test('what is restored is what was there, row by row, with its files, and no key or secret is in the archive', async () => {
  const [home, empty] = [sources[0], await aDatabase()];
  await waitFor(async () => (await first.api('/api/v1/runs?status=running&limit=10')).body.items.length === 1);
  await first.stop();
  const quiet = await backUp(join(places, 'quiet.tar.gz'), { environment: environmentOf(home ?? empty, 'first') });
  const before = await digestTables(home?.url ?? '');
  const content = gunzipSync(readFileSync(quiet.path)).toString('latin1');
  expect(content).toContain('"name":"desk"');
  for (const secret of [SECRET, TEST_ENCRYPTION_KEY]) expect(content).not.toContain(secret);

  // Of a database that nobody has ever used.
  await withDatabase(empty.url, ({ source }) => source.query('drop schema public cascade; create schema public'));
  const { manifest, missingKeys } = await restore(quiet.path, { environment: environmentOf(empty, 'second') });

  expect(await digestTables(empty.url)).toEqual(before);
  expect(manifest.tables.find(({ name }) => name === 'run')?.rows).toBeGreaterThan(20);
  expect(before.payload).not.toMatch(/^0 /);
  expect(before.board).toMatch(/^1 /);
  expect(missingKeys).toEqual([]);
  const [upload] = manifest.files;
  expect(existsSync(join(places, 'second', upload?.name ?? 'missing'))).toBe(true);
  expect(readdirSync(places).filter((name) => name.startsWith('.'))).toEqual([]);
  // The constraints that were taken away to fill the tables are there again.
  await withDatabase(empty.url, async ({ source }) => {
    const [keys] = await source.query<readonly { readonly count: string }[]>(
      `select count(*) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
    );
    expect(Number(keys?.count)).toBeGreaterThan(30);
    // Whatever comes now has come after what was restored.
    const [places] = await source.query<readonly { readonly last: number; readonly next: number }[]>(
      `select max(arrival)::integer as last, nextval(pg_get_serial_sequence('run_admission', 'arrival'))::integer as next from run_admission`,
    );
    expect(places?.last).toBeGreaterThan(0);
    expect(places?.next).toBe((places?.last ?? 0) + 1);
  });
}, 60_000);

describe('a backup of an installation at work', () => {
  let home: TestDatabase;
  let environment: Record<string, string>;

  beforeAll(async () => {
    home = await aDatabase();
    environment = environmentOf(home, 'third');
    await restore(backup.path, { environment });
    // Its hour has passed.
    await withDatabase(home.url, async ({ source }) => {
      await source.query(
        `update schedule set anchor_at = now() - interval '3605 seconds', next_at = now() - interval '5 seconds'`,
      );
    });
  }, 60_000);

  test('holds everything that was accepted before it began', async () => {
    await withDatabase(home.url, async ({ source }) => {
      const [row] = await source.query<readonly { readonly count: string }[]>(
        'select count(*) from run where id = any($1::uuid[])',
        [acceptedBefore],
      );
      expect(Number(row?.count)).toBe(acceptedBefore.length);
    });
    expect(acceptedBefore.length).toBeGreaterThan(20);
  });

  test('begins nothing until somebody says so, and then everything goes on to its end', async () => {
    const before = effects.length;
    answerEffects = true;
    const server = await startTestServer(home.url, environment);
    try {
      const system = await server.api('/api/v1/system');
      expect(system.body).toMatchObject({ dispatch: { paused: true, reason: 'restored' } });
      expect((await server.send('/readyz')).text).toContain('millrace resume');
      const arrived = await start(server, 'charge');
      // An unpaused server needs none of that time: what is due is claimed as it starts.
      for (let call = 0; call < 50; call += 1) await server.api('/api/v1/runs?limit=1');
      const queued = await server.api(`/api/v1/runs/${arrived}`);
      expect(queued.body.status).toBe('queued');
      expect(effects.length - before).toBe(0);

      const viewer = await server.api('/api/v1/api-keys', { json: { name: 'v', scopes: ['run.read'] } });
      const refused = await server.send('/api/v1/system/resume', {
        ...{ method: 'POST', headers: { authorization: `Bearer ${viewer.body.key}` } },
      });
      expect(refused.status).toBe(403);

      const resumed = await server.api('/api/v1/system/resume', { method: 'POST' });
      expect(resumed.body).toMatchObject({ dispatch: { paused: false, resumedBy: 'ada' } });
      await waitFor(async () => {
        const open = await Promise.all(
          ['queued', 'running', 'waiting'].map((status) => server.api(`/api/v1/runs?status=${status}&limit=1`)),
        );
        return open.every(({ body }) => body.items.length === 0) && effects.includes('/tick');
      });
      // What was in flight is done again under its key; what waited, what was due and what arrived, for the first time.
      expect(effects.slice(before).sort()).toEqual(['/charge', '/charge', '/tick', '/wake']);
      expect((await server.api(`/api/v1/runs/${arrived}`)).body.status).toBe('succeeded');

      const again = restore(backup.path, { environment });
      await expect(again).rejects.toMatchObject({ code: 'backup.target_in_use' });
    } finally {
      await server.stop();
    }
    await expect(restore(backup.path, { environment })).rejects.toMatchObject({ code: 'backup.target_not_empty' });
  }, 90_000);
});

describe('refusals', () => {
  test('a restore that breaks in the middle leaves an empty database, into which another goes', async () => {
    const home = await aDatabase();
    const environment = { ...environmentOf(home, 'fourth'), MILLRACE_ENCRYPTION_KEY: OTHER_KEY };
    // Something of the database's own refuses a row after many others.
    await withDatabase(home.url, ({ source }) =>
      source.query(`alter table workflow add constraint in_the_way check (name <> 'nap')`),
    );
    const empty = await digestTables(home.url);
    await expect(restore(backup.path, { environment })).rejects.toMatchObject({ code: 'backup.restore_failed' });
    expect(await digestTables(home.url)).toEqual(empty);
    await withDatabase(home.url, ({ source }) => source.query('alter table workflow drop constraint in_the_way'));
    const { manifest, missingKeys } = await restore(backup.path, { environment });
    expect(missingKeys).toEqual(manifest.encryptionKeys);
    expect(missingKeys).toHaveLength(1);
  }, 60_000);

  test('a full disk, a file that is there and a database that is none of ours are named', async () => {
    const environment = environmentOf(sources[0] ?? (await aDatabase()), 'first');
    await expect(backUp(backup.path, { environment })).rejects.toMatchObject({ code: 'backup.target_exists' });
    await expect(backUp(join(backup.path, 'x'), { environment })).rejects.toMatchObject({
      code: 'backup.cannot_write',
    });
    if (existsSync('/dev/full')) {
      await expect(backUp('/dev/full', { environment })).rejects.toMatchObject({ code: 'backup.disk_full' });
    }
    const foreign = await aDatabase();
    await withDatabase(foreign.url, ({ source }) => source.query('drop schema public cascade; create schema public'));
    await expect(
      backUp(join(places, 'none.tar.gz'), { environment: environmentOf(foreign, 'first') }),
    ).rejects.toMatchObject({ code: 'backup.nothing_there' });
    const nowhere = { MILLRACE_DATA_DIR: join(places, 'nowhere') };
    await expect(backUp(join(places, 'none.tar.gz'), { environment: nowhere })).rejects.toMatchObject({
      code: 'backup.nothing_there',
    });
  }, 60_000);
});
