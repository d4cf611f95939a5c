import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ServerError } from '../errors.ts';

export interface BodyLimit {
  readonly limitBytes: number;
  /** The setting that moves it. */
  readonly setting: string;
}

/** How much of a refused body is still read, so that its sender gets the answer instead of a reset connection. */
const DRAIN_BYTES = 64 * 1024 * 1024;

const INFLATERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/** Reads a whole body, inflated. `body.too_large` beyond the limit, after what is left has been read and dropped. */
export async function readBody(source: Readable, encoding: string | undefined, limit: BodyLimit): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return collect(source, source, limit);
  if (!Object.hasOwn(INFLATERS, name)) {
    await drain(source);
    throw new ServerError(
      'body.encoding_unsupported',
      `Content-Encoding "${name.slice(0, 40)}" is not supported; gzip, deflate, br and none are.`,
    );
  }
  const inflater = INFLATERS[name as keyof typeof INFLATERS]();
  source.once('error', (cause) => inflater.destroy(cause));
  source.pipe(inflater);
  return collect(inflater, source, limit);
}

// By events, not `for await`: leaving such a loop destroys the stream, and with it the connection that the answer needs.
function collect(stream: Readable, source: Readable, limit: BodyLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (): void => resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks));
    const refuse = (error: ServerError): void => {
      stream.off('data', take).off('end', finish);
      void drain(source).then(() => reject(error));
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit.limitBytes) chunks.push(chunk);
      else refuse(tooLarge(limit));
    };
    const fail = (cause?: unknown): void =>
      refuse(new ServerError('request.malformed', 'The body could not be read to its end.', { cause }));
    stream.on('data', take);
    stream.once('end', finish);
    stream.once('error', fail);
    source.once('close', () => {
      if (!source.readableEnded) fail();
    });
  });
}

function tooLarge({ limitBytes, setting }: BodyLimit): ServerError {
  return new ServerError('body.too_large', `The body is longer than ${limitBytes} bytes.`, {
    detail: { limit: limitBytes, setting },
  });
}

/** Reads on and forgets, to the end or to {@link DRAIN_BYTES}: a sender without end gets its reset after all. */
function drain(source: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (source.destroyed || source.readableEnded) {
      resolve();
      return;
    }
    let left = DRAIN_BYTES;
    source.unpipe();
    source.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) resolve();
    });
    for (const event of ['end', 'close', 'error']) source.once(event, () => resolve());
    source.resume();
  });
}
