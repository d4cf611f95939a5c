import { createHash } from 'node:crypto';
import type { Files } from '../../context.ts';
import { FatalError } from '../../failures.ts';
import type { FileReference } from '../../http.ts';

/** Files of a test, in memory. */
export class MemoryFiles implements Files {
  readonly #files = new Map<string, Uint8Array>();

  /** Keeps bytes under a reference, as a step before would have done. */
  keep(bytes: Uint8Array, { name, type }: { readonly name: string; readonly type: string }): FileReference {
    const $file = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    this.#files.set($file, bytes);
    return { $file, name, type, size: bytes.length };
  }

  bytesOf({ $file, name }: FileReference): Uint8Array {
    const bytes = this.#files.get($file);
    if (bytes !== undefined) return bytes;
    throw new FatalError(`There is no file "${name}".`, { detail: { code: 'file.not_found' } });
  }

  read(file: FileReference): Promise<AsyncIterable<Uint8Array>> {
    const bytes = this.bytesOf(file);
    // oxlint-disable-next-line typescript/require-await -- a file in memory has nothing to wait for
    async function* chunks(): AsyncIterable<Uint8Array> {
      yield bytes;
    }
    return Promise.resolve(chunks());
  }

  async write({
    data,
    ...about
  }: {
    readonly name: string;
    readonly type: string;
    readonly data: AsyncIterable<Uint8Array>;
  }): Promise<FileReference> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);
    return this.keep(Buffer.concat(chunks), about);
  }
}
