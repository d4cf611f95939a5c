// A server for a bench: the product as a user starts it, on an empty data folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../scripts/run.mjs';

const OWNER = { MILLRACE_OWNER_EMAIL: 'bench@example.com', MILLRACE_OWNER_PASSWORD: 'twenty seconds of quiet load' };

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Where the embedded Postgres of a data folder listens. */
function databaseUrl(folder) {
  const { user, password } = JSON.parse(readFileSync(join(folder, 'postgres-credentials.json'), 'utf8'));
  const port = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
}

export async function startProduct() {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(root, 'apps/cli/dist/main.js'), 'start'], {
    env: {
      ...process.env,
      ...OWNER,
      MILLRACE_DATA_DIR: folder,
      MILLRACE_PORT: String(port),
      MILLRACE_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('Millrace runs at')) break;
  child.stdout.resume();
  return {
    url,
    pid: child.pid,
    database: databaseUrl(folder),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
