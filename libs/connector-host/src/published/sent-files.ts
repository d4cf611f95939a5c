import { FrameError, MAX_CHUNK_BYTES } from '../sandbox/frames.ts';

/** A file that the code reads, in parts that it asks for. */
export class ReadFile {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(data: AsyncIterable<Uint8Array>) {
    this.#source = data[Symbol.asyncIterator]();
  }

  /** The next part; empty at the end. */
  async readPart(): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return new Uint8Array();
      this.#rest = next.value;
    }
    const part = this.#rest.subarray(0, MAX_CHUNK_BYTES);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

type Part = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'failed'; readonly error: Error };

/** A file that the code writes. It sends a part only when the one before was taken, so that no more than one lies here. */
export class WrittenFile implements AsyncIterable<Uint8Array> {
  readonly #askForMore: () => void;
  #part: Part | undefined;
  #wake: () => void = () => undefined;

  constructor(askForMore: () => void) {
    this.#askForMore = askForMore;
  }

  /** Throws a `FrameError` for a part that nobody asked for. */
  receive(bytes: Uint8Array): void {
    this.#put({ kind: 'bytes', bytes });
  }

  /** The rest will not come. */
  fail(error: Error): void {
    if (this.#part !== undefined) this.#part = undefined;
    this.#put({ kind: 'failed', error });
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      const part = await this.#take();
      if (part.kind === 'failed') throw part.error;
      if (part.bytes.length === 0) return;
      yield part.bytes;
      this.#askForMore();
    }
  }

  async #take(): Promise<Part> {
    while (this.#part === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    const part = this.#part;
    this.#part = undefined;
    return part;
  }

  #put(part: Part): void {
    if (this.#part !== undefined) throw new FrameError('A part of a file that nobody asked for.');
    this.#part = part;
    this.#wake();
  }
}
