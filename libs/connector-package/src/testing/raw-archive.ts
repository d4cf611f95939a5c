// Archives as an attacker writes them: every byte of a header by hand.
import { gzipSync } from 'node:zlib';

const BLOCK_BYTES = 512;

export interface RawEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** The type of the header: '0' a file, '1' a hard link, '2' a symbolic link, '3' to '6' devices, folders, pipes, 'x' an extension. */
  readonly type?: string;
  readonly linkTo?: string;
}

/** A `.tgz` of these entries. */
export function rawArchive(entries: readonly RawEntry[]): Buffer {
  const parts = entries.flatMap(({ name, content = '', type = '0', linkTo = '' }) => {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES);
    return [rawHeader({ name, type, linkTo }, bytes.length), bytes, padding];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK_BYTES)]));
}

/** A PAX extension that gives the next entry a member of its own: `path=12345`. */
export function extension(record: string): RawEntry {
  const body = ` ${record}\n`;
  const digits = String(body.length + String(body.length + 1).length).length;
  return { name: 'PaxHeader/x', type: 'x', content: `${Buffer.byteLength(body) + digits}${body}` };
}

function rawHeader({ name, type, linkTo }: { name: string; type: string; linkTo: string }, size: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(name, 0, 100, 'latin1');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write(linkTo, 157, 100, 'latin1');
  block.write('ustar\0' + '00', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
