import { gunzipSync } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { messageOf, PackageError } from '../errors.ts';
import { printBytes, type PackageLimits } from '../limits.ts';
import { checkFileName, NameList, nameInside } from './file-name.ts';

/** A file of a package, by its name below `package/`. */
export interface PackageFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK_BYTES = 512;
/** A header each, with an extended one before it, filled up to whole blocks. */
const OVERHEAD_BYTES = 4 * BLOCK_BYTES;
const MAGIC_AT = 257;
const FILES: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile']);

/**
 * Reads a `.tgz` into memory; nothing is written. The whole package is refused for one entry that is no plain file or folder,
 * or whose name leads elsewhere. Runs in a child: the bytes are a stranger's.
 */
export function readArchive(packed: Uint8Array, limits: PackageLimits): readonly PackageFile[] {
  const archive = inflate(packed, limits);
  const collected = new Collector(limits);
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => collected.add(entry),
  });
  parser.on('meta', (text) => collected.checkExtension(String(text)));
  parser.on('ignoredEntry', (entry) => collected.refuseEntry(entry as unknown as ReadEntry));
  parser.on('error', (error: unknown) => {
    throw error;
  });
  const ends: true[] = [];
  parser.on('end', () => ends.push(true));
  try {
    // All bytes are here: the parser emits everything before this returns.
    parser.end(archive);
  } catch (cause) {
    if (cause instanceof PackageError) throw cause;
    throw new PackageError('package.invalid', `The package is no readable tar archive: ${messageOf(cause)}.`, {
      cause,
    });
  }
  if (ends.length === 0) throw new PackageError('package.invalid', 'The package ends in the middle of a file.');
  return collected.files;
}

function inflate(packed: Uint8Array, { unpackedBytes, files, ratio }: PackageLimits): Buffer {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) {
    throw new PackageError('package.invalid', 'The package is not compressed with gzip: it must be a .tgz file.');
  }
  const whole = unpackedBytes + files * OVERHEAD_BYTES;
  const byRatio = packed.length * ratio;
  const archive = gunzip(
    packed,
    Math.min(whole, byRatio),
    byRatio < whole ? `${ratio} times its size` : printBytes(whole),
  );
  const magic = archive.subarray(MAGIC_AT, MAGIC_AT + 5).toString('latin1');
  // Asked for here: the parser would go on to unpack what is packed twice.
  if (magic !== 'ustar' || archive[0] === 0x1f || archive[0] === 0x28) {
    throw new PackageError('package.invalid', 'The package is no tar archive.');
  }
  return archive;
}

function gunzip(packed: Uint8Array, maxOutputLength: number, limit: string): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength });
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new PackageError('package.too_large', `The package unpacks to more than ${limit}.`, { cause });
    }
    throw new PackageError('package.invalid', `The package is damaged: ${messageOf(cause)}.`, { cause });
  }
}

class Collector {
  readonly files: PackageFile[] = [];
  readonly #limits: PackageLimits;
  readonly #names = new NameList();
  #entries = 0;
  #bytes = 0;

  constructor(limits: PackageLimits) {
    this.#limits = limits;
  }

  add(entry: ReadEntry): void {
    this.#count(entry.size);
    // As it stands in the archive: on Windows the entry's own path is another one.
    const path = entry.header.path ?? '';
    const isFolder = entry.type === 'Directory';
    if (!isFolder && !FILES.has(entry.type)) this.refuseEntry(entry);
    checkFileName(path);
    const name = nameInside(path);
    if (name !== '') this.#names.add(name, isFolder ? 'folder' : 'file');
    if (isFolder) {
      entry.resume();
      return;
    }
    if (name === '') throw new PackageError('package.invalid', 'The package is one file, and no folder "package/".');
    this.#collect(name, entry);
  }

  /** The parser ends a path at a NUL; other programs do not, and would see another name. */
  checkExtension(text: string): void {
    if (!text.replace(/\0+$/, '').includes('\0')) return;
    throw new PackageError('package.path_escape', 'The package holds a name with a NUL in it.');
  }

  refuseEntry({ type, header }: Pick<ReadEntry, 'type' | 'header'>): never {
    const name = JSON.stringify(header.path ?? '');
    throw new PackageError('package.link', `${name} is a ${type}: a package holds plain files and folders only.`);
  }

  #count(bytes: number): void {
    this.#entries += 1;
    this.#bytes += bytes;
    const { files, unpackedBytes } = this.#limits;
    if (this.#entries > files)
      throw new PackageError('package.too_large', `The package holds more than ${files} files.`);
    if (this.#bytes <= unpackedBytes) return;
    throw new PackageError('package.too_large', `The package unpacks to more than ${printBytes(unpackedBytes)}.`);
  }

  #collect(name: string, entry: ReadEntry): void {
    const chunks: Uint8Array[] = [];
    entry.on('data', (chunk) => chunks.push(chunk));
    entry.on('end', () => this.files.push({ name, bytes: Buffer.concat(chunks) }));
  }
}
