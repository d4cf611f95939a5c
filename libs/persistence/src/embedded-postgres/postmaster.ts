import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { executable } from './binaries.ts';
import { startFailure, type Cluster } from './cluster.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const START_TIMEOUT_MS = 60_000;
const ATTEMPTS = 6;
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100', 'jit=off'];

/** The server that survived its last parent, if it serves this very cluster. */
export async function adoptPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const pidFile = join(cluster.data, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n').map(Number);
  if (pid === undefined || port === undefined || !(port > 0)) return undefined;
  const directory = await askForDirectory(cluster, port);
  return directory !== undefined && realpathSync(directory) === realpathSync(cluster.data) ? { pid, port } : undefined;
}

async function askForDirectory(cluster: Cluster, port: number): Promise<string | undefined> {
  const client = new pg.Client(connection(cluster, port));
  // A server in the middle of its shutdown drops the connection; then it is not there.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connection({ user, password }: Cluster, port: number): pg.ClientConfig {
  return { host: '127.0.0.1', port, user, password, database: 'postgres', connectionTimeoutMillis: 5000 };
}

/** Starts the server; again when a dying predecessor still holds shared memory. */
export async function startPostmaster(cluster: Cluster, settings: readonly string[] = []): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const logStart = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
    const child = spawnPostgres(cluster, port, settings);
    if (await isReady(child, cluster, port)) return { pid: child.pid ?? 0, port };
    if (attempt === ATTEMPTS) throw startFailure(readFileSync(cluster.logFile).subarray(logStart).toString('utf8'));
    await delay(300 * attempt);
  }
}

function spawnPostgres(cluster: Cluster, port: number, settings: readonly string[]): ChildProcess {
  const log = openSync(cluster.logFile, 'a');
  const options = [...SETTINGS, ...settings].flatMap((setting) => ['-c', setting]);
  const child = spawn(executable(cluster.native, 'postgres'), ['-D', cluster.data, '-p', String(port), ...options], {
    ...cluster.identity,
    cwd: '/',
    stdio: ['ignore', log, log],
    // A group of its own: Ctrl+C in the terminal must reach us first, or the database would go before its users.
    detached: true,
  });
  closeSync(log);
  child.unref();
  return child;
}

async function isReady(child: ChildProcess, cluster: Cluster, port: number): Promise<boolean> {
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  child.once('error', () => {
    ended = true;
  });
  for (const startedAt = performance.now(); performance.now() - startedAt < START_TIMEOUT_MS;) {
    if (ended) return false;
    if ((await askForDirectory(cluster, port)) !== undefined) return true;
    await delay(20);
  }
  child.kill('SIGKILL');
  return false;
}

/** Somebody may take the port in between; then the start fails and is tried again with another. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
