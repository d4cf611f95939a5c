import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CLI = new URL('../../apps/cli/dist/main.js', import.meta.url).pathname;

/** The product as a user starts it, on an empty data folder. */
export interface RunningServer {
  readonly url: string;
  /** Empty when there is an owner. */
  readonly setupUrl: string;
  /** The line that it printed for the first try. */
  readonly curlLine: string;
  stop(): Promise<void>;
}

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts it with further settings, if any: with an owner among them there is no set-up link. */
export async function startProduct(environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-e2e-'));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const port = await freePort();
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
      rmSync(folder, { recursive: true, force: true });
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
