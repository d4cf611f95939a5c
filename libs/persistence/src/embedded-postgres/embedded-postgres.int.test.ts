import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive } from './process-life.ts';

const isRoot = process.getuid?.() === 0;
const onlyAsRoot = isRoot ? test : test.skip;
const folders: string[] = [];
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A data folder of the test's own, which every user may enter. */
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-embedded-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

/** Another Millrace: a process that starts the database (from the build, since plain Node reads no TypeScript), and waits. */
async function startChild(dataFolder: string, user: { uid?: number; gid?: number } = {}) {
  const program = `import { startEmbeddedPostgres } from '@millrace/persistence/embedded';
    try {
      const { url, pid } = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, settings: ['fsync=off'] });
      process.stdout.write(JSON.stringify({ url, pid }) + '\\n');
    } catch ({ code, message }) {
      process.stdout.write(JSON.stringify({ code, message }) + '\\n');
      process.exit(1);
    }
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: new URL('../..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  children.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, answer: JSON.parse(line) as { url: string; pid: number; code?: string; message?: string } };
}

/** As `until` of the testing library, which this package's tests would import in a circle for its children. */
async function ended(pid: number): Promise<void> {
  for (const startedAt = Date.now(); isAlive(pid); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() - startedAt > 10_000) throw new Error(`Process ${pid} does not end.`);
}

test('a first start makes the database, a second finds its data, and each stop leaves no process', async () => {
  const dataFolder = aFolder();
  const messages: string[] = [];
  const first = await startEmbeddedPostgres({ dataFolder, onProgress: (message) => messages.push(message) });
  await query(first.url, 'create table kept (n integer)');
  expect(await query(first.url, `select current_setting('server_encoding') as encoding`)).toEqual([
    { encoding: 'UTF8' },
  ]);
  expect(messages).toEqual(['Creating the database', 'Starting the database']);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await startEmbeddedPostgres({ dataFolder });
  expect(await query(second.url, 'select n from kept')).toEqual([]);
  expect(second.adopted).toBe(false);
  await second.stop();
  expect(existsSync(join(dataFolder, 'holder'))).toBe(false);
}, 60_000);

test('a second process is refused, and told who holds the data; after a kill -9 the next one goes on', async () => {
  const dataFolder = aFolder();
  const { child, answer } = await startChild(dataFolder);
  await query(answer.url, 'create table kept as select 7 as n');

  await expect(startEmbeddedPostgres({ dataFolder })).rejects.toMatchObject({
    code: 'embedded.directory_held',
    message: expect.stringContaining(`process ${String(child.pid)}`) as string,
  });

  child.kill('SIGKILL');
  // A signal takes its time on a busy machine.
  await once(child, 'exit');
  // At once, while the watchdog is still stopping the server.
  const next = await startEmbeddedPostgres({ dataFolder });
  expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }]);
  await next.stop();
}, 60_000);

test('the death of the parent stops the server', async () => {
  const { child, answer } = await startChild(aFolder());
  child.kill('SIGKILL');
  await ended(answer.pid);
}, 60_000);

test('this very process cannot hold a folder twice', async () => {
  const dataFolder = aFolder();
  const first = await startEmbeddedPostgres({ dataFolder });
  await expect(startEmbeddedPostgres({ dataFolder })).rejects.toMatchObject({ code: 'embedded.directory_held' });
  await first.stop();
}, 60_000);

test('a killed server, a pid file that names another program and an emptied holder file do not hinder a start', async () => {
  const dataFolder = aFolder();
  const first = await startEmbeddedPostgres({ dataFolder });
  await query(first.url, 'create table kept as select 1 as n');
  process.kill(first.pid, 'SIGKILL');
  await ended(first.pid);
  await first.stop();
  const pidFile = join(dataFolder, 'postgres', 'postmaster.pid');
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));
  writeFileSync(join(dataFolder, 'holder'), '');

  const second = await startEmbeddedPostgres({ dataFolder });
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
  await second.stop();
}, 60_000);

test('a cluster whose making was interrupted is made anew', async () => {
  const dataFolder = aFolder();
  const first = await startEmbeddedPostgres({ dataFolder });
  await first.stop();
  rmSync(join(dataFolder, 'postgres'), { recursive: true });
  writeFileSync(join(dataFolder, 'postgres.new'), '');
  const second = await startEmbeddedPostgres({ dataFolder });
  await second.stop();
}, 60_000);

test('data of another major version is refused with what to do', async () => {
  const dataFolder = aFolder();
  const first = await startEmbeddedPostgres({ dataFolder });
  await first.stop();
  writeFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), '15\n');
  await expect(startEmbeddedPostgres({ dataFolder })).rejects.toMatchObject({
    code: 'embedded.version_changed',
    message: expect.stringContaining('belongs to Postgres 15') as string,
  });
  expect(existsSync(join(dataFolder, 'holder'))).toBe(false);
}, 60_000);

test('a setting that Postgres refuses is reported in its own words', async () => {
  await expect(startEmbeddedPostgres({ dataFolder: aFolder(), settings: ['shared_buffers=-7'] })).rejects.toMatchObject(
    {
      code: 'embedded.start_failed',
      message: expect.stringContaining('shared_buffers') as string,
    },
  );
}, 60_000);

onlyAsRoot(
  'as a normal user Postgres runs as this user',
  async () => {
    const dataFolder = aFolder();
    chownSync(dataFolder, 65_534, 65_534);
    const { child, answer } = await startChild(dataFolder, { uid: 65_534, gid: 65_534 });
    expect(await query(answer.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readFileSync(`/proc/${answer.pid}/status`, 'utf8')).toContain('Uid:\t65534');
    child.kill('SIGKILL');
    await ended(answer.pid);
  },
  60_000,
);

onlyAsRoot(
  'as root, in a folder that the database user cannot enter, the data are kept below /var/lib',
  async () => {
    const dataFolder = aFolder();
    chmodSync(dataFolder, 0o700);
    const messages: string[] = [];
    const server = await startEmbeddedPostgres({ dataFolder, onProgress: (message) => messages.push(message) });
    const elsewhere = readFileSync(join(dataFolder, 'postgres-is-elsewhere.txt'), 'utf8').trim();
    folders.push(elsewhere);
    expect(elsewhere).toMatch(/^\/var\/lib\/millrace-/);
    expect(messages[0]).toContain(elsewhere);
    expect(existsSync(join(elsewhere, 'postgres', 'PG_VERSION'))).toBe(true);
    await server.stop();
  },
  60_000,
);
