// A server for a bench: the product as a user starts it, on an empty data folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@millrace/persistence/embedded';
import { root } from '../scripts/run.mjs';
import { firstLine } from './first-line.mjs';

const OWNER = { MILLRACE_OWNER_EMAIL: 'bench@example.com', MILLRACE_OWNER_PASSWORD: 'twenty seconds of quiet load' };

/** The product on an embedded Postgres with its usual settings. The bench holds that Postgres, to measure it too. */
export async function startProduct() {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') });
  const child = spawn(process.execPath, [join(root, 'apps/cli/dist/main.js'), 'start'], {
    env: {
      ...process.env,
      ...OWNER,
      DATABASE_URL: postgres.url,
      MILLRACE_DATA_DIR: folder,
      MILLRACE_PORT: '0',
      MILLRACE_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const line = await firstLine(child, /Millrace runs at\s+(\S+)/);
  if (line === undefined) {
    await stop();
    throw new Error('The product ended before it was ready.');
  }
  return { url: line[1], pid: child.pid, database: postgres.url, stop };
}

/** Signs in as the owner and publishes a document. */
export async function publish(url, document) {
  const json = { 'content-type': 'application/json', origin: url };
  const login = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: OWNER.MILLRACE_OWNER_EMAIL, password: OWNER.MILLRACE_OWNER_PASSWORD }),
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const call = async (path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...json, cookie },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  await call('/workflows', document);
  await call(`/workflows/${document.name}/publish`, {});
}
