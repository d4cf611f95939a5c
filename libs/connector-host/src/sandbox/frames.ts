/**
 * Frames between this process and a child: uint32 length (big-endian), one byte kind, content. Both sides use this file; it
 * knows nothing of Node or Deno. Kind 0 is a line of JSON, the header; what follows the line, if anything, is a value as
 * JSON, which whoever forwards it need not parse. Kind 1 is bytes of a stream: its number as uint32, then the bytes.
 */
export interface Frame {
  readonly header: string;
  readonly body?: string;
}
/** Without bytes: the stream has ended. */
export interface BytesFrame {
  readonly stream: number;
  readonly bytes: Uint8Array;
}
export type AnyFrame = Frame | BytesFrame;

/** Of a stream, in one frame. */
export const MAX_CHUNK_BYTES = 256 * 1024;
const KIND_JSON = 0;
const KIND_BYTES = 1;
const PREFIX_BYTES = 5;
const STREAM_BYTES = 4;
const NEWLINE = 0x0a;

/** The other side does not keep to the protocol. */
export class FrameError extends Error {}

/** `header` and `body` are JSON as `JSON.stringify` makes it, so neither holds a line break. */
export function encodeFrame(frame: AnyFrame): Uint8Array {
  if ('stream' in frame) return encodeBytes(frame);
  const { header, body } = frame;
  return withPrefix(KIND_JSON, new TextEncoder().encode(body === undefined ? header : `${header}\n${body}`));
}

function encodeBytes({ stream, bytes }: BytesFrame): Uint8Array {
  const content = new Uint8Array(STREAM_BYTES + bytes.length);
  new DataView(content.buffer).setUint32(0, stream);
  content.set(bytes, STREAM_BYTES);
  return withPrefix(KIND_BYTES, content);
}

function withPrefix(kind: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_BYTES + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length + 1);
  bytes[PREFIX_BYTES - 1] = kind;
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
  push(chunk: Uint8Array): readonly AnyFrame[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const frames: AnyFrame[] = [];
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

function decode(bytes: Uint8Array): AnyFrame {
  if (bytes[0] === KIND_BYTES) return decodeBytes(bytes);
  if (bytes[0] !== KIND_JSON) throw new FrameError(`A frame of kind ${bytes[0] ?? '?'} is not known.`);
  const newline = bytes.indexOf(NEWLINE, 1);
  if (newline === -1) return { header: text(bytes.subarray(1)) };
  return { header: text(bytes.subarray(1, newline)), body: text(bytes.subarray(newline + 1)) };
}

function decodeBytes(frame: Uint8Array): BytesFrame {
  const start = 1 + STREAM_BYTES;
  if (frame.length < start || frame.length > start + MAX_CHUNK_BYTES)
    throw new FrameError(`A frame of ${frame.length} bytes is not allowed.`);
  const stream = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(1);
  // Of its own: what it was cut from may be much larger, and somebody may keep it.
  return { stream, bytes: frame.slice(start) };
}

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FrameError('A frame is not UTF-8.', { cause });
  }
}
