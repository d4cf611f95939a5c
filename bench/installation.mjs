// The product for a bench: its own Postgres with usual settings on an empty folder, and servers and workers as processes.
// The bench holds that Postgres, so that it can measure it too, and restart the server over it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEmbeddedPostgres } from '@millrace/persistence/embedded';
import pg from 'pg';
import { root } from '../scripts/run.mjs';
import { end, makeFolder, own, removeFolder } from './belongings.mjs';
import { waitForLine } from './wait-for-line.mjs';

const API_KEY = `mlr_BenchKey_${'b'.repeat(43)}`;
/** An owner who is there from the first start. */
export const OWNER = {
  MILLRACE_OWNER_EMAIL: 'bench@example.com',
  MILLRACE_OWNER_PASSWORD: 'twenty seconds of quiet load',
  MILLRACE_OWNER_API_KEY: API_KEY,
};
const CLI = join(root, 'apps/cli/dist/main.js');
const WORKER = join(root, 'apps/worker/dist/main.js');

/** The product refuses what a workload needs: a result, and no defect of the bench. */
export class Refused extends Error {}

/** The environment without what would change the product's defaults. */
export function plainEnvironment() {
  const isOurs = ([name]) =>
    name.startsWith('MILLRACE_') || name.startsWith('DATABASE_URL') || name.startsWith('REDIS_URL');
  return Object.fromEntries(Object.entries(process.env).filter((entry) => !isOurs(entry)));
}

export async function openInstallation() {
  const folder = makeFolder();
  try {
    const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') });
    return new Installation(folder, postgres);
  } catch (cause) {
    removeFolder(folder);
    throw cause;
  }
}

class Installation {
  url = '';
  server;
  /** Where the server can be asked for profiles and collections, when it was started so. */
  inspectorUrl;
  #folder;
  #postgres;
  #workers = [];

  constructor(folder, postgres) {
    this.#folder = folder;
    this.#postgres = postgres;
    // One connection: the bench asks, it must not compete.
    this.pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
    this.pool.on('error', () => undefined);
  }

  get databaseUrl() {
    return this.#postgres.url;
  }

  get databasePid() {
    return this.#postgres.pid;
  }

  /** Of the server and the workers. */
  get pids() {
    return [this.server, ...this.#workers].map((child) => child.pid);
  }

  /** `imports`: modules that the server loads first. `inspect`: it can be asked for profiles. */
  async startServer({ settings = {}, imports = [], inspect = false } = {}) {
    const flags = [
      ...imports.flatMap((path) => ['--import', pathToFileURL(path).href]),
      ...(inspect ? ['--inspect=127.0.0.1:0'] : []),
    ];
    const child = this.#spawn([...flags, CLI, 'start'], { MILLRACE_PORT: '0', ...OWNER, ...settings });
    this.server = child;
    const inspector = inspect ? waitForLine(child.stderr, /Debugger listening on (\S+)/) : undefined;
    const line = await waitForLine(child.stdout, /Millrace runs at\s+(\S+)/);
    if (line === undefined) throw new Error('The server ended before it was ready.');
    this.url = line[1];
    this.inspectorUrl = (await inspector)?.[1];
    return child;
  }

  async startWorker({ settings = {} } = {}) {
    const child = this.#spawn([WORKER], { MILLRACE_PUBLIC_URL: this.url, ...settings });
    this.#workers.push(child);
    const line = await waitForLine(child.stdout, /The worker takes runs/);
    if (line === undefined) throw new Error('The worker ended before it was ready.');
    return child;
  }

  #spawn(parameters, settings) {
    const child = spawn(process.execPath, parameters, {
      env: {
        ...plainEnvironment(),
        DATABASE_URL: this.databaseUrl,
        MILLRACE_DATA_DIR: this.#folder,
        MILLRACE_LOG_LEVEL: 'warn',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.on('data', (chunk) => {
      const text = String(chunk);
      if (!/debugger|nodejs\.org\/en\/docs\/inspector/i.test(text)) process.stderr.write(text);
    });
    // What the product logs is wanted; without a reader it would wait.
    child.stdout.on('data', (chunk) => {
      for (const line of String(chunk).split('\n')) if (line.startsWith('{')) process.stderr.write(`${line}\n`);
    });
    return own(child);
  }

  /** Publishes a workflow whose webhook has its name for a path; gives the address to call. */
  publish(document) {
    return publishAt(this.url, document);
  }

  async ask(text, values = []) {
    return (await this.pool.query(text, values)).rows;
  }

  /** Runs that have not ended. */
  async countOpen() {
    const [row] = await this.ask('select count(*)::integer as runs from run where due_at is not null');
    return row.runs;
  }

  async stopProcesses() {
    const all = [this.server, ...this.#workers.splice(0)].filter((child) => child !== undefined);
    this.server = undefined;
    await Promise.all(all.map((child) => end(child)));
  }

  async close() {
    await this.stopProcesses();
    await this.pool.end();
    await this.#postgres.stop();
    removeFolder(this.#folder);
  }
}

/** Publishes a workflow whose webhook has its name for a path; gives the address to call. Throws `Refused`. */
export async function publishAt(url, document) {
  await post(`${url}/api/v1/workflows`, document);
  await post(`${url}/api/v1/workflows/${document.name}/publish`, {});
  return `${url}/hooks/default/${document.name}`;
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Refused(`${new URL(url).pathname} answered ${answer.status}: ${problemOf(text)}`);
}

/** The sentences of a problem document. */
function problemOf(text) {
  try {
    const { code, detail, errors = [] } = JSON.parse(text);
    return [`${code}: ${detail}`, ...errors.map((error) => error.message)].join(' ');
  } catch {
    return text.slice(0, 500);
  }
}
