import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ServerError } from '../errors.ts';

export interface BodyLimit {
  readonly limitBytes: number;
  /** The setting that moves it. */
  readonly setting: string;
  /** Told how many bytes are held so far; may refuse more by throwing. */
  readonly onHeld?: (bytes: number) => void;
}

/** What inflates more than so many times its length is made to fill a memory. */
const MAX_INFLATION = 100;
/** So little may be as dense as it likes: short texts of one letter are. */
const ANY_RATIO_BYTES = 64 * 1024;

/** How much of a refused body is still read, so that its sender gets the answer instead of a reset connection. */
const DROPPED_BYTES = 64 * 1024 * 1024;

const INFLATERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * Reads a whole body, inflated. Refuses at once, by the length that was announced or at the first byte too many; what is
 * still to come is for {@link dropRestOf}.
 */
export async function readBody(source: IncomingMessage, limit: BodyLimit): Promise<Buffer> {
  const name = source.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const announced = Number(source.headers['content-length'] ?? 0);
  if (announced > limit.limitBytes) throw tooLarge(limit, announced);
  if (name === 'identity' || name === '') {
    limit.onHeld?.(announced);
    return collect(source, source, limit);
  }
  const make = INFLATERS.get(name);
  if (make === undefined) {
    throw new ServerError(
      'request.encoding_unsupported',
      `Content-Encoding "${name.slice(0, 40)}" is not supported; gzip, deflate, br and none are.`,
    );
  }
  const inflater = make();
  source.once('error', (cause) => inflater.destroy(cause));
  source.pipe(inflater);
  try {
    return await collect(inflater, source, limitInflation(source, limit));
  } finally {
    source.unpipe(inflater);
    inflater.destroy();
  }
}

/** The same limit, and of the ratio between what came in and what it became. */
function limitInflation(source: IncomingMessage, limit: BodyLimit): BodyLimit {
  let arrivedBytes = 0;
  source.on('data', (chunk: Buffer) => {
    arrivedBytes += chunk.length;
  });
  return {
    ...limit,
    onHeld: (bytes) => {
      if (bytes > Math.max(ANY_RATIO_BYTES, arrivedBytes * MAX_INFLATION)) {
        throw new ServerError(
          'request.inflated_too_large',
          `The body inflates to more than ${MAX_INFLATION} times its length.`,
          { detail: { limit: MAX_INFLATION, actual: Math.ceil(bytes / arrivedBytes) } },
        );
      }
      limit.onHeld?.(bytes);
    },
  };
}

// By events, not `for await`: leaving such a loop destroys the stream, and with it the connection that the answer needs.
function collect(stream: Readable, source: IncomingMessage, limit: BodyLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = (): void => {
      stream.off('data', take).off('end', finish).off('error', fail);
      source.off('close', closed);
    };
    const finish = (): void => {
      leave();
      resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks));
    };
    const refuse = (error: Error): void => {
      leave();
      // Whatever comes after the refusal is no news.
      stream.on('error', () => undefined);
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      try {
        if (size > limit.limitBytes) throw tooLarge(limit, size);
        limit.onHeld?.(size);
        chunks.push(chunk);
      } catch (error) {
        refuse(error as Error);
      }
    };
    const fail = (cause?: unknown): void =>
      refuse(new ServerError('request.malformed', 'The body could not be read to its end.', { cause }));
    const closed = (): void => {
      if (!source.readableEnded) fail();
    };
    stream.on('data', take).once('end', finish).once('error', fail);
    source.once('close', closed);
  });
}

/** `actual`: as far as it is known. */
function tooLarge({ limitBytes: limit, setting }: BodyLimit, actual: number): ServerError {
  return new ServerError('request.body_too_large', `The body is longer than ${limit} bytes.`, {
    detail: { limit, actual, setting },
  });
}

/**
 * Reads on and forgets, when a request is answered before its body has come in full; says whether that is so. A sender
 * without end gets its reset after all.
 */
export function dropRestOf(source: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': transfer } = source.headers;
  const hasBody = transfer !== undefined || length !== '0';
  if (!hasBody || source.complete || source.destroyed) return false;
  let left = DROPPED_BYTES;
  source.on('error', () => undefined);
  source.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) source.destroy();
  });
  source.resume();
  return true;
}
