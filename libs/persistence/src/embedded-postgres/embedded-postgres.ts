import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { executable } from './binaries.ts';
import { prepareCluster, type Cluster } from './cluster.ts';
import { holdDirectory } from './directory-lock.ts';
import { adoptPostmaster, startPostmaster, type Postmaster } from './postmaster.ts';
import { isAlive } from './process-life.ts';

/** A running database of our own. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly pid: number;
  /** True when it outlived an earlier process of ours. */
  readonly adopted: boolean;
  /** Stops it, rolling back what is open. Resolves when it is gone. */
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 30_000;

/**
 * Starts Postgres from the packages' binaries on a random loopback port, with its data below `dataFolder`. It stops when
 * this process ends, however it ends. Throws `EmbeddedPostgresError`.
 */
export async function startEmbeddedPostgres({
  dataFolder,
  onProgress = () => undefined,
  settings = [],
}: {
  readonly dataFolder: string;
  readonly onProgress?: (message: string) => void;
  /** Server settings as `name=value`; tests give up durability with them. */
  readonly settings?: readonly string[];
}): Promise<EmbeddedPostgres> {
  // Postgres is started in `/`.
  const folder = resolve(dataFolder);
  mkdirSync(folder, { recursive: true });
  const letGo = holdDirectory(folder);
  try {
    const cluster = prepareCluster(folder, onProgress);
    const adopted = await adoptPostmaster(cluster);
    onProgress(adopted === undefined ? 'Starting the database' : 'Taking over the database of the last process');
    const postmaster = adopted ?? (await startPostmaster(cluster, settings));
    const watchdog = startWatchdog(postmaster, cluster);
    const { user, password } = cluster;
    return {
      url: `postgres://${user}:${password}@127.0.0.1:${postmaster.port}/postgres`,
      pid: postmaster.pid,
      adopted: adopted !== undefined,
      stop: async () => {
        try {
          await stopPostmaster(postmaster, cluster);
        } finally {
          watchdog?.kill('SIGKILL');
          letGo();
        }
      },
    };
  } catch (cause) {
    letGo();
    throw cause;
  }
}

/**
 * A shell that waits for our end of a pipe to close, which even SIGKILL does, and then stops Postgres in order, unless its
 * pid has gone to somebody else meanwhile. Windows has none: there the next start takes the server over.
 */
function startWatchdog({ pid }: Postmaster, { data }: Cluster): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const script = 'cat >/dev/null; read -r pid <"$2/postmaster.pid" && [ "$pid" = "$1" ] && kill -INT "$1"';
  const watchdog = spawn('/bin/sh', ['-c', script, 'sh', String(pid), data], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref?: () => void }).unref?.();
  return watchdog;
}

/** A fast shutdown: what is open is rolled back. One that hangs becomes an immediate one, which costs a recovery. */
async function stopPostmaster({ pid }: Postmaster, cluster: Cluster): Promise<void> {
  if (process.platform === 'win32') {
    // There are no signals: pg_ctl speaks to the server by a pipe.
    spawnSync(executable(cluster.native, 'pg_ctl'), ['stop', '-D', cluster.data, '-m', 'fast', '-w']);
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid) || !trySignal(pid, signal)) return;
    if (await hasEnded(pid)) return;
  }
}

/** False when it has gone in between. */
function trySignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function hasEnded(pid: number): Promise<boolean> {
  for (const startedAt = performance.now(); performance.now() - startedAt < STOP_TIMEOUT_MS;) {
    if (!isAlive(pid)) return true;
    await delay(10);
  }
  return false;
}
