import { mkdtempSync, readdirSync, rmSync, type Dirent } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createLocalFileStore } from './local-file-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const chunks = (...texts: string[]): Readable => Readable.from(texts.map((text) => Buffer.from(text)));

async function textOf(data: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of data) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry: Dirent) => entry.isFile())
    .map((entry) => entry.name);

const file = { name: 'a.txt', type: 'text/plain', maxBytes: 10 };

test('a file is named by its bytes, kept once, and read back', async () => {
  const store = createLocalFileStore(join(folder, 'not', 'there', 'yet'));
  const first = await store.write({ ...file, data: chunks('hel', 'lo') });
  const second = await store.write({ ...file, name: 'b.txt', data: chunks('hello') });
  expect(first).toEqual({
    $file: 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    name: 'a.txt',
    type: 'text/plain',
    size: 5,
  });
  expect(second.$file).toBe(first.$file);
  expect(filesIn(folder)).toHaveLength(1);
  expect(await textOf(await store.read(first))).toBe('hello');
});

test('the same bytes written many times at once are kept once', async () => {
  const store = createLocalFileStore(folder);
  await Promise.all(Array.from({ length: 10 }, () => store.write({ ...file, data: chunks('hello') })));
  expect(filesIn(folder)).toHaveLength(1);
});

test('an empty file and one of exactly the limit are kept; one byte more is refused and leaves nothing', async () => {
  const store = createLocalFileStore(folder);
  expect((await store.write({ ...file, data: chunks() })).size).toBe(0);
  expect((await store.write({ ...file, data: chunks('12345', '67890') })).size).toBe(10);
  await expect(store.write({ ...file, data: chunks('12345', '678901') })).rejects.toMatchObject({
    code: 'file.too_large',
  });
  expect(filesIn(folder)).toHaveLength(2);
});

test('a source that breaks off leaves nothing', async () => {
  const store = createLocalFileStore(folder);
  function* broken(): Iterable<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('gone');
  }
  await expect(store.write({ ...file, data: Readable.from(broken()) })).rejects.toThrow('gone');
  expect(filesIn(folder)).toEqual([]);
});

test.each(['sha256:00', 'sha256:../../../etc/passwd', `sha256:${'0'.repeat(64)}`, ''])(
  '%s is no file',
  async ($file) => {
    await expect(createLocalFileStore(folder).read({ $file })).rejects.toMatchObject({ code: 'file.not_found' });
  },
);
