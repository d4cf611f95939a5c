// From one database into another, as a shell does it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { spawnMillrace } from '../testing/spawn-millrace.ts';

let from: TestDatabase;
let to: TestDatabase;
let folder: string;
beforeAll(async () => {
  [from, to] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  folder = mkdtempSync(join(tmpdir(), 'millrace-cli-backup-'));
});
afterAll(async () => {
  await from.drop();
  await to.drop();
  rmSync(folder, { recursive: true });
});

async function millrace(database: TestDatabase, ...args: readonly string[]) {
  const child = spawnMillrace(args, {
    DATABASE_URL: database.url,
    MILLRACE_DATA_DIR: join(folder, 'data'),
    // No settings of Millrace: the test's own.
    MILLRACE_TEST_POSTGRES_URL: undefined,
    MILLRACE_TEST_POSTGRES_TEMPLATE: undefined,
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, complaints, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, out, complaints };
}

test('backup, restore and resume tell what they did, by a line of JSON or in words', async () => {
  const path = join(folder, 'backup.tar.gz');
  const backedUp = await millrace(from, 'backup', path, '--json');
  expect(backedUp).toMatchObject({ exitCode: 0, complaints: '' });
  expect(JSON.parse(backedUp.out)).toMatchObject({ path, files: 0 });

  expect(await millrace(from, 'backup', path)).toMatchObject({
    exitCode: 1,
    complaints: expect.stringContaining('[backup.target_exists]') as string,
  });

  const restored = await millrace(to, 'restore', path);
  expect(restored).toMatchObject({ exitCode: 0, complaints: '' });
  expect(restored.out).toContain('It is paused');

  const resumed = await millrace(to, 'resume', '--json');
  expect(JSON.parse(resumed.out)).toEqual({ wasPaused: true, paused: false });
}, 120_000);
