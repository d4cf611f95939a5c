import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RuntimeError, type FileReference, type FileStore } from '@millrace/runtime';

const REFERENCE = /^sha256:([0-9a-f]{64})$/;

/** Files in a local folder, named by the hash of their bytes. */
export function createLocalFileStore(folder: string): FileStore {
  const pathOf = (hash: string): string => join(folder, hash.slice(0, 2), hash);
  return {
    async write({ name, type, data, maxBytes }): Promise<FileReference> {
      await mkdir(folder, { recursive: true });
      const draft = join(folder, `draft-${randomUUID()}`);
      const hash = createHash('sha256');
      let size = 0;
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          size += chunk.length;
          if (size > maxBytes)
            done(new RuntimeError('file.too_large', `The file "${name}" is larger than ${maxBytes} bytes.`));
          else done(null, (hash.update(chunk), chunk));
        },
      });
      try {
        // Flushed to the disk before anybody is told that the file is kept.
        await pipeline(Readable.from(data), measure, createWriteStream(draft, { flush: true }));
        const digest = hash.digest('hex');
        await mkdir(dirname(pathOf(digest)), { recursive: true });
        // A rename is all or nothing: nobody reads half a file.
        await rename(draft, pathOf(digest));
        return { $file: `sha256:${digest}`, name, type, size };
      } catch (cause) {
        await rm(draft, { force: true });
        throw cause;
      }
    },
    async read({ $file }) {
      const hash = REFERENCE.exec($file)?.[1];
      const missing = new RuntimeError('file.not_found', `There is no file ${$file}.`);
      if (hash === undefined) throw missing;
      try {
        await access(pathOf(hash));
      } catch {
        throw missing;
      }
      return createReadStream(pathOf(hash));
    },
  };
}
