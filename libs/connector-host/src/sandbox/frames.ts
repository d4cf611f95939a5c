/**
 * Frames between this process and a child: uint32 length (big-endian), one byte kind, content. Both sides use this file; it
 * knows nothing of Node or Deno. Kind 0 is a line of JSON, the header; what follows the line, if anything, is a value as
 * JSON, which whoever forwards it need not parse. Kind 1 is kept for bytes.
 */
export interface Frame {
  readonly header: string;
  readonly body?: string;
}

const KIND_JSON = 0;
const PREFIX_BYTES = 5;
const NEWLINE = 0x0a;

/** The other side does not keep to the protocol. */
export class FrameError extends Error {}

/** `header` and `body` are JSON as `JSON.stringify` makes it, so neither holds a line break. */
export function encodeFrame({ header, body }: Frame): Uint8Array {
  const content = new TextEncoder().encode(body === undefined ? header : `${header}\n${body}`);
  const bytes = new Uint8Array(PREFIX_BYTES + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length + 1);
  bytes[PREFIX_BYTES - 1] = KIND_JSON;
  bytes.set(content, PREFIX_BYTES);
  return bytes;
}

/** Puts frames together from what a pipe delivers. Never holds more than a frame and a chunk. */
export class FrameReader {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #wanted = PREFIX_BYTES;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The frames that are complete now. Throws a `FrameError` for what is none. */
  push(chunk: Uint8Array): readonly Frame[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const frames: Frame[] = [];
    // Large frames arrive in hundreds of chunks: nothing is joined before all of it is here.
    while (this.#bytes >= this.#wanted) {
      const bytes = this.#join();
      const end = this.#endOf(bytes);
      this.#wanted = Math.max(end, PREFIX_BYTES);
      if (bytes.length < end) break;
      frames.push(decode(bytes.subarray(PREFIX_BYTES - 1, end)));
      this.#replace(bytes.subarray(end));
      this.#wanted = PREFIX_BYTES;
    }
    return frames;
  }

  #endOf(bytes: Uint8Array): number {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
    if (length < 1 || length > this.#maxBytes) throw new FrameError(`A frame of ${length} bytes is not allowed.`);
    return PREFIX_BYTES - 1 + length;
  }

  #join(): Uint8Array {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const joined = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, offset);
      offset += chunk.length;
    }
    this.#replace(joined);
    return joined;
  }

  #replace(bytes: Uint8Array): void {
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#bytes = bytes.length;
  }
}

function decode(bytes: Uint8Array): Frame {
  if (bytes[0] !== KIND_JSON) throw new FrameError(`A frame of kind ${bytes[0] ?? '?'} is not known.`);
  const newline = bytes.indexOf(NEWLINE, 1);
  if (newline === -1) return { header: text(bytes.subarray(1)) };
  return { header: text(bytes.subarray(1, newline)), body: text(bytes.subarray(newline + 1)) };
}

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FrameError('A frame is not UTF-8.', { cause });
  }
}
