// A connector being worked on, as its author sees it: two terminals, a file saved, Ctrl+C.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, jest, test } from '@jest/globals';
import { createConnectorFolder, unpackConnector } from '@millrace/connector-package';
import { servePackages } from '../testing/package-server.ts';
import { spawnMillrace } from '../testing/spawn-millrace.ts';

jest.setTimeout(120_000);
const root = mkdtempSync(join(tmpdir(), 'millrace-watch-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PUBLISHED = { name: 'desk', version: '0.0.0-dev.x', state: 'draft', isLatest: false, changes: [] };

test('a saved file is on the server a moment later; Ctrl+C ends it with 0', async () => {
  const folder = join(root, 'desk');
  createConnectorFolder({ folder, name: 'desk', kind: 'code' });
  const server = await servePackages(() => ({ status: 201, body: PUBLISHED }));
  const args = ['connector', 'dev', folder, '--server', server.url, '--api-key', 'mlr_test'];
  const child = spawnMillrace(args, { MILLRACE_CONFIG_DIR: join(root, 'config') });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, complaints] = [text(child.stdout), text(child.stderr)];
  try {
    await server.taken(1);
    const path = join(folder, 'src/index.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replace("title: 'Desk'", "title: 'Desktop'"));
    await server.taken(2);
    const { manifest } = await unpackConnector(server.requests[1]?.body ?? Buffer.alloc(0));
    expect(manifest.title).toBe('Desktop');
  } finally {
    child.kill('SIGINT');
    await ended;
    await server.close();
  }
  expect(await ended).toBe(0);
  expect(await complaints).toBe('');
  expect(await out).toMatch(/^Watching .*\n[\s\S]*src\/index\.ts changed\nStopped\.\n$/);
});
