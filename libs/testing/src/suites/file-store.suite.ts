import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FileStore } from '@millrace/runtime';

/** A file store with nothing in it. */
export interface FileStoreSubject {
  readonly files: FileStore;
  /** Files that it keeps, whole or half. */
  count(): number | Promise<number>;
}

/** What every file store promises. */
export function testFileStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<FileStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: FileStoreSubject;
  let files: FileStore;
  beforeEach(async () => {
    subject = await setup();
    ({ files } = subject);
  });
  afterEach(teardown);

  const file = { name: 'a.txt', type: 'text/plain', maxBytes: 10 };

  async function* chunks(...texts: readonly (string | Error)[]): AsyncIterable<Uint8Array> {
    for (const text of texts) {
      await Promise.resolve();
      if (text instanceof Error) throw text;
      yield Buffer.from(text);
    }
  }
  async function textOf(data: AsyncIterable<Uint8Array>): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const part of data) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  }

  test('a file is named by its bytes, kept once, and read back', async () => {
    const first = await files.write({ ...file, data: chunks('hel', 'lo') });
    const second = await files.write({ ...file, name: 'b.txt', data: chunks('hello') });
    expect(first).toEqual({
      $file: 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      name: 'a.txt',
      type: 'text/plain',
      size: 5,
    });
    expect(second).toEqual({ ...first, name: 'b.txt' });
    expect(await subject.count()).toBe(1);
    expect(await textOf(await files.read(first))).toBe('hello');
    expect(await textOf(await files.read(first))).toBe('hello');
  });

  test('the same bytes written many times at once are kept once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => files.write({ ...file, data: chunks('hello') })));
    expect(await subject.count()).toBe(1);
  });

  test('an empty file and one of exactly the limit are kept; one byte more is refused and leaves nothing', async () => {
    const empty = await files.write({ ...file, data: chunks() });
    expect(empty.size).toBe(0);
    expect(await textOf(await files.read(empty))).toBe('');
    expect((await files.write({ ...file, data: chunks('12345', '67890') })).size).toBe(10);
    await expect(files.write({ ...file, data: chunks('12345', '678901') })).rejects.toMatchObject({
      code: 'file.too_large',
    });
    expect(await subject.count()).toBe(2);
  });

  test('a source that breaks off leaves nothing', async () => {
    await expect(files.write({ ...file, data: chunks('half', new Error('gone')) })).rejects.toThrow('gone');
    expect(await subject.count()).toBe(0);
  });

  test.each(['sha256:00', 'sha256:../../../etc/passwd', `sha256:${'0'.repeat(64)}`, ''])(
    '%s is no file',
    async ($file) => {
      await expect(files.read({ $file })).rejects.toMatchObject({ code: 'file.not_found' });
    },
  );
}
