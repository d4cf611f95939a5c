// POSIX ustar, as much of it as an archive of ours needs: plain files with short names.
import { BackupError } from './backup-errors.ts';

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const CHECKSUM_AT = 148;
/** Two empty blocks say that nothing was cut off. */
const END = Buffer.alloc(2 * BLOCK_BYTES);

/** A file of an archive. Its data is read to the end before the next one is asked for. */
export interface TarMember {
  readonly name: string;
  readonly bytes: number;
  readonly data: AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** An archive as bytes. */
export async function* writeTar(
  members: AsyncIterable<TarMember>,
  { modifiedAtMs }: { readonly modifiedAtMs: number },
): AsyncGenerator<Buffer> {
  for await (const { name, bytes, data } of members) {
    yield headerOf({ name, bytes, modifiedAtMs });
    yield* data;
    const rest = bytes % BLOCK_BYTES;
    if (rest > 0) yield Buffer.alloc(BLOCK_BYTES - rest);
  }
  yield END;
}

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;

function headerOf(file: { readonly name: string; readonly bytes: number; readonly modifiedAtMs: number }): Buffer {
  const { name, bytes, modifiedAtMs } = file;
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0, NAME_BYTES, 'ascii');
  // Mode, owner and group.
  header.write(octal(0o600, 7) + octal(0, 7) + octal(0, 7), NAME_BYTES, 'ascii');
  header.write(octal(bytes, 11) + octal(Math.floor(modifiedAtMs / 1000), 11), 124, 'ascii');
  header.write('        0', CHECKSUM_AT, 'ascii');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(octal(checksumOf(header), 6), CHECKSUM_AT, 'ascii');
  return header;
}

/** Of a header whose field for it holds spaces. */
const checksumOf = (header: Buffer): number => header.reduce((sum, byte) => sum + byte, 0);

/** One that is read. */
export interface ReadMember extends TarMember {
  readonly data: AsyncIterable<Buffer>;
}

/** The files of an archive. `backup.archive_cut` when it ends too early, `backup.archive_damaged` when it is no archive. */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<ReadMember> {
  const bytes = new ByteReader(chunks);
  for (;;) {
    const header = await bytes.take(BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) return bytes.drain();
    const member = parseHeader(header);
    const endsAt = bytes.position + member.bytes;
    yield { ...member, data: bytes.stream(member.bytes) };
    if (bytes.position !== endsAt) throw new Error(`The data of ${member.name} was not read to its end.`);
    await bytes.take((BLOCK_BYTES - (member.bytes % BLOCK_BYTES)) % BLOCK_BYTES);
  }
}

function parseHeader(header: Buffer): { readonly name: string; readonly bytes: number } {
  const textAt = (from: number, length: number): string =>
    header.toString('latin1', from, from + length).split('\0')[0] ?? '';
  const told = Number.parseInt(textAt(CHECKSUM_AT, 8), 8);
  const bytes = Number.parseInt(textAt(124, 12), 8);
  const blanked = Buffer.from(header);
  blanked.fill(' ', CHECKSUM_AT, CHECKSUM_AT + 8);
  const isPlain = ['0', ''].includes(textAt(156, 1));
  if (told !== checksumOf(blanked) || !Number.isSafeInteger(bytes) || !isPlain) {
    throw new BackupError(
      'backup.archive_damaged',
      'The backup is damaged: what should be the head of a file is none.',
    );
  }
  return { name: textAt(0, NAME_BYTES), bytes };
}

/** Hands out what arrives in chunks in the sizes that are wanted. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #position = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Of the next byte that is handed out. */
  get position(): number {
    return this.#position;
  }

  async *stream(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      this.#position += piece.length;
      yield piece;
    }
  }

  async take(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.stream(bytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** To the very end: the checksum of what it comes from is there. */
  async drain(): Promise<void> {
    while ((await this.#chunks.next()).done !== true);
  }

  async #next(): Promise<Buffer> {
    const next = await this.#chunks.next();
    if (next.done !== true) return next.value;
    throw new BackupError('backup.archive_cut', 'The backup is cut off: it ends in the middle. Copy it again.');
  }
}
