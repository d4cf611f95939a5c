import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import type { PackageFile } from './read-archive.ts';

const BLOCK_BYTES = 512;
/** As npm does it: the time of a package says nothing, and two of one content are the same bytes. */
const MODIFIED_AT = new Date('1985-10-26T08:15:00.000Z');
const OPERATING_SYSTEM_AT = 9;
const UNKNOWN_SYSTEM = 255;

/** A `.tgz` in npm's layout. The same files give the same bytes, in whatever order and on whatever system. */
export function writeArchive(files: readonly PackageFile[]): Buffer {
  const sorted = [...files].sort((one, other) => (one.name < other.name ? -1 : 1));
  const parts = sorted.flatMap(({ name, bytes }) => [headerOf(name, bytes.length), bytes, fillBlock(bytes.length)]);
  const packed = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK_BYTES)]), { level: 9 });
  // RFC 1952 §2.3.1: the system on which it was packed is none of the content.
  packed[OPERATING_SYSTEM_AT] = UNKNOWN_SYSTEM;
  return packed;
}

function headerOf(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const path = `package/${name}`;
  new Header({ path, size, mode: 0o644, uid: 0, gid: 0, mtime: MODIFIED_AT, type: 'File' }).encode(block, 0);
  return block;
}

const fillBlock = (bytes: number): Buffer => Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
