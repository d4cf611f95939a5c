import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { prepareCluster } from './cluster.ts';
import { holdDirectory } from './directory-lock.ts';
import { adoptPostmaster, startPostmaster, type Postmaster } from './postmaster.ts';

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
  mkdirSync(dataFolder, { recursive: true });
  const letGo = holdDirectory(dataFolder);
  try {
    const cluster = prepareCluster(dataFolder, onProgress);
    const adopted = await adoptPostmaster(cluster);
    onProgress(adopted === undefined ? 'Starting the database' : 'Taking over the database of the last process');
    const postmaster = adopted ?? (await startPostmaster(cluster, settings));
    const watchdog = startWatchdog(postmaster);
    const { user, password } = cluster;
    return {
      url: `postgres://${user}:${password}@127.0.0.1:${postmaster.port}/postgres`,
      pid: postmaster.pid,
      adopted: adopted !== undefined,
      stop: async () => {
        await stopPostmaster(postmaster, watchdog);
        letGo();
      },
    };
  } catch (cause) {
    letGo();
    throw cause;
  }
}

/** A shell that waits for our end of a pipe to close, which even SIGKILL does, and then stops Postgres in order. */
function startWatchdog({ pid }: Postmaster): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const watchdog = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -INT "$1" 2>/dev/null', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref?: () => void }).unref?.();
  return watchdog;
}

async function stopPostmaster({ pid }: Postmaster, watchdog: ChildProcess | undefined): Promise<void> {
  if (watchdog === undefined) process.kill(pid, 'SIGINT');
  else watchdog.stdin?.end();
  for (const startedAt = performance.now(); performance.now() - startedAt < STOP_TIMEOUT_MS;) {
    if (!isRunning(pid)) return;
    await delay(10);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
