// One embedded Postgres for all integration suites of a run. Each suite clones the migrated template for itself.
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, readMigrations } from '@millrace/persistence';
import { startEmbeddedPostgres } from '@millrace/persistence/embedded';
import pg from 'pg';

const PREFIX = 'millrace-test-';
/** A crash of the machine may lose a test's data; waiting for the disk would cost most of the time. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

/** Starts Postgres, makes the template, and tells the workers by the environment where both are. */
export default async function startPostgres(): Promise<void> {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataFolder: folder, settings: SETTINGS });
  const template = await makeTemplate(server.url);
  process.env.MILLRACE_TEST_POSTGRES_URL = server.url;
  process.env.MILLRACE_TEST_POSTGRES_TEMPLATE = template;
  globalThis.millraceTestPostgres = {
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Folders of runs that were killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A migrated, empty database whose name says by which migrations. */
async function makeTemplate(serverUrl: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of readMigrations()) hash.update(file.hash);
  const name = `template_${hash.digest('hex').slice(0, 16)}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ url: url.href });
  await database.close();
  return name;
}

declare global {
  // How globalTeardown finds what globalSetup started: both run in one process.
  var millraceTestPostgres: { readonly stop: () => Promise<void> } | undefined;
}
