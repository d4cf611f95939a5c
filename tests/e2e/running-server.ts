import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '@millrace/testing';

const CLI = new URL('../../apps/cli/dist/main.js', import.meta.url).pathname;

/** Names the folder of a data folder that is ready to be copied. */
export const PREPARED = 'E2E_PREPARED_DATA';

/** The product as a user starts it. */
export interface RunningServer {
  readonly url: string;
  /** Empty when there is an owner. */
  readonly setupUrl: string;
  /** The line that it printed for the first try. */
  readonly curlLine: string;
  stop(): Promise<void>;
}

/** An empty folder for data. As root, Postgres runs as another user, who must be able to enter. */
export function makeDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-e2e-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Starts it with further settings, if any: with an owner among them there is no set-up link. Nothing was done on it before. */
export async function startProduct(environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const folder = makeDataFolder();
  const data = join(folder, 'data');
  const prepared = process.env[PREPARED];
  if (prepared !== undefined) execFileSync('cp', ['-a', join(prepared, 'data'), data]);
  const product = await startProductOn(data, environment);
  return {
    ...product,
    stop: async () => {
      await product.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts it on a folder, which stays: an empty one is filled. */
export async function startProductOn(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [CLI, 'start'], {
    env: { ...process.env, MILLRACE_DATA_DIR: folder, MILLRACE_PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { setupUrl, curlLine } = await readBanner(child);
  return {
    url: `http://127.0.0.1:${port}`,
    setupUrl,
    curlLine,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function readBanner(child: ChildProcess): Promise<{ readonly setupUrl: string; readonly curlLine: string }> {
  if (child.stdout === null) throw new Error('The server has no output.');
  const lines = createInterface({ input: child.stdout });
  let setupUrl = '';
  let curlLine = '';
  for await (const line of lines) {
    setupUrl ||= /http\S+\/setup\?token=\S+/.exec(line)?.[0] ?? '';
    curlLine ||= line.trim().startsWith('curl ') ? line.trim() : '';
    if (curlLine !== '') break;
  }
  if (curlLine === '') throw new Error('The server ended before it was ready.');
  // Nobody reads on: the pipe must not fill.
  child.stdout.resume();
  return { setupUrl, curlLine };
}
