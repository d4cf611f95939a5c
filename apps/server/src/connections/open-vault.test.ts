import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryConnectionStore, VirtualClock } from '@millrace/testing';
import { openVault } from './open-vault.ts';

const address = {
  kind: 'connection',
  workspaceId: '01a20bb7-0796-715f-a250-e3f038bb1411',
  recordId: '01a20bb7-0796-715f-a250-e3f038bb1412',
  recordVersion: 1,
} as const;
const secret = Buffer.from('{"secret":"x"}');
const aKey = () => randomBytes(32).toString('base64');
const mismatch = expect.objectContaining({ code: 'vault.key_mismatch' }) as Error;

let folder: string;
let connections: MemoryConnectionStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-keys-'));
  connections = new MemoryConnectionStore(new VirtualClock());
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (encryptionKey?: string, keysFolder?: string) => openVault({ connections, encryptionKey, keysFolder });

test('a key that is given opens at the next start what was sealed at this one', async () => {
  const key = aKey();
  const envelope = (await open(key))?.seal(address, secret) ?? Buffer.alloc(0);
  expect((await open(key))?.open(address, envelope)).toEqual(secret);
  await expect(open(aKey())).rejects.toThrow(mismatch);
  await expect(open()).rejects.toThrow(mismatch);
  await expect(open(undefined, folder)).rejects.toThrow(mismatch);
  expect(readdirSync(folder)).toEqual([]);
});

test('without a key anywhere there is no vault, and nothing is made', async () => {
  expect(await open()).toBeUndefined();
  expect(await connections.ensureKey(undefined)).toEqual([]);
});

test('the first start makes a file that only its user reads, and later ones use it', async () => {
  const keys = join(folder, 'keys');
  const envelope = (await open(undefined, keys))?.seal(address, secret) ?? Buffer.alloc(0);
  const [name = '', ...others] = readdirSync(keys);
  expect(others).toEqual([]);
  expect(statSync(join(keys, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(keys, name), 'utf8')).toMatch(/^# .*Back it up.*\n[\w+/]{43}=\n$/);
  expect((await open(undefined, keys))?.open(address, envelope)).toEqual(secret);
  rmSync(join(keys, name));
  await expect(open(undefined, keys)).rejects.toThrow(mismatch);
  // A lost key is not replaced by a new one.
  expect(readdirSync(keys)).toEqual([]);
});

test('a file that a start left before it was known is used', async () => {
  await open(undefined, folder);
  const [name] = readdirSync(folder);
  connections = new MemoryConnectionStore(new VirtualClock());
  await open(undefined, folder);
  expect(readdirSync(folder)).toEqual([name]);
});

test('a file with another key, or with none, is refused', async () => {
  await open(undefined, folder);
  const file = join(folder, readdirSync(folder)[0] ?? '');
  writeFileSync(file, `# note\n${aKey()}\n`);
  await expect(open(undefined, folder)).rejects.toThrow(mismatch);
  writeFileSync(file, '# note\n');
  await expect(open(undefined, folder)).rejects.toMatchObject({ code: 'vault.key_invalid' });
});

test('servers that start at once agree on a key', async () => {
  const key = aKey();
  const vaults = await Promise.all([open(key), open(key), open(key)]);
  const envelope = vaults[0]?.seal(address, secret) ?? Buffer.alloc(0);
  for (const vault of vaults) expect(vault?.open(address, envelope)).toEqual(secret);
});
