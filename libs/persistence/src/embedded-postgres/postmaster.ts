import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { executable } from './binaries.ts';
import { startFailure, type Cluster } from './cluster.ts';
import { programOf } from './process-life.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const START_TIMEOUT_MS = 60_000;
const ATTEMPTS = 9;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** A predecessor that is still going away, somebody on our port, or a server that was killed without a word. */
const MAY_PASS = /lock file|shared memory|in use|could not bind|could not create any TCP\/IP sockets|^\s*$/;
/** A watchdog that still lives stops its server within moments of its parent's death: who answers afterwards, stays. */
const ADOPTION_DELAY_MS = 500;
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100', 'jit=off'];

type ClusterAddress = Pick<Cluster, 'data' | 'user' | 'password'>;

/** The server that serves this very cluster now, whoever has started it. */
export async function findPostmaster(cluster: ClusterAddress): Promise<Postmaster | undefined> {
  const postmaster = readPidFile(cluster);
  return postmaster !== undefined && (await serves(cluster, postmaster.port)) ? postmaster : undefined;
}

/** The server that survived its last parent, if it serves this very cluster. */
export async function adoptPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const postmaster = readPidFile(cluster);
  if (postmaster === undefined) return undefined;
  if (await serves(cluster, postmaster.port)) {
    await delay(ADOPTION_DELAY_MS);
    if (await serves(cluster, postmaster.port)) return postmaster;
  }
  removeForeignPidFile(cluster, postmaster.pid);
  return undefined;
}

const pidFileOf = ({ data }: Pick<Cluster, 'data'>): string => join(data, 'postmaster.pid');

function readPidFile(cluster: Pick<Cluster, 'data'>): Postmaster | undefined {
  if (!existsSync(pidFileOf(cluster))) return undefined;
  const [pid, , , port] = readFileSync(pidFileOf(cluster), 'utf8').split('\n').map(Number);
  return pid !== undefined && pid > 0 && port !== undefined && port > 0 ? { pid, port } : undefined;
}

async function serves(cluster: ClusterAddress, port: number): Promise<boolean> {
  const directory = await askForDirectory(cluster, port);
  return directory !== undefined && realpathSync(directory) === realpathSync(cluster.data);
}

/** In a new container another program may have the pid of the last server, and Postgres would refuse to start for ever. */
function removeForeignPidFile(cluster: Cluster, pid: number): void {
  const program = programOf(pid);
  if (program !== undefined && program !== 'postgres') rmSync(pidFileOf(cluster), { force: true });
}

async function askForDirectory(cluster: ClusterAddress, port: number): Promise<string | undefined> {
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

function connection({ user, password }: ClusterAddress, port: number): pg.ClientConfig {
  return { host: '127.0.0.1', port, user, password, database: 'postgres', ssl: false, connectionTimeoutMillis: 5000 };
}

/** The log of the last start stays beside the new one; nothing grows for ever. */
function rotateLog({ logFile }: Cluster): void {
  if (existsSync(logFile) && statSync(logFile).size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.1`);
}

/** Starts the server; again when a dying predecessor still holds shared memory. */
export async function startPostmaster(cluster: Cluster, settings: readonly string[] = []): Promise<Postmaster> {
  rotateLog(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const logStart = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
    const child = spawnPostgres(cluster, port, settings);
    if (await isReady(child, cluster, port)) return { pid: child.pid ?? 0, port };
    const output = readFileSync(cluster.logFile).subarray(logStart).toString('utf8');
    if (attempt === ATTEMPTS || !MAY_PASS.test(output)) throw startFailure(output);
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
  const end = new AbortController();
  child.once('exit', () => end.abort());
  child.once('error', () => end.abort());
  for (const startedAt = performance.now(); performance.now() - startedAt < START_TIMEOUT_MS;) {
    if (end.signal.aborted) return false;
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
