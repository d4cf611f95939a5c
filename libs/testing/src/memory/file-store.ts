import { createHash } from 'node:crypto';
import { RuntimeError, type FileReference, type FileStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

/** Files in memory, by the hash of their bytes. */
export class MemoryFileStore implements FileStore {
  readonly #files = new Map<string, Uint8Array>();

  /** Files that are kept. */
  get count(): number {
    return this.#files.size;
  }

  async write({ name, type, data, maxBytes }: Parameters<FileStore['write']>[0]): Promise<FileReference> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of data) {
      size += part.length;
      if (size > maxBytes)
        throw new RuntimeError('file.too_large', `The file "${name}" is larger than ${maxBytes} bytes.`);
      parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    const $file = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    this.#files.set($file, bytes);
    return { $file, name, type, size };
  }

  read({ $file }: Pick<FileReference, '$file'>): Promise<AsyncIterable<Uint8Array>> {
    return atOnce(() => {
      const bytes = this.#files.get($file);
      if (bytes === undefined) throw new RuntimeError('file.not_found', `There is no file ${$file}.`);
      return oneByOne(bytes);
    });
  }
}

async function* oneByOne(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  if (bytes.length > 0) yield bytes;
}
