import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { FatalError, type ActionContext, type HttpRequest, type JsonValue } from '@millrace/connector-sdk';

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const DEFAULT_MAX_FILE_BYTES = 5 * 1024 * 1024 * 1024;

export interface IncomingBody {
  readonly stream: Readable;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: URL;
}

/** Reads a body as asked for; never more of it than allowed, before or after inflating. */
export async function readBody(
  { stream, headers, url }: IncomingBody,
  request: HttpRequest,
  files: ActionContext['files'],
): Promise<JsonValue> {
  const as = request.as ?? 'auto';
  const type = headers['content-type'] ?? '';
  const max = request.maxResponseBytes ?? (as === 'file' ? DEFAULT_MAX_FILE_BYTES : DEFAULT_MAX_BYTES);
  const data = capped(inflated(stream, headers['content-encoding']), max);
  if (as === 'file') {
    const name = fileNameOf(headers['content-disposition'], url);
    return (await files.write({
      name,
      type: type.split(';')[0]?.trim() || 'application/octet-stream',
      data,
    })) as unknown as JsonValue;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return decode(Buffer.concat(chunks), { as, type });
}

/** The first bytes as text, for an error's record; the rest is dropped. */
export async function readBeginning({ stream, headers }: IncomingBody, bytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of inflated(stream, headers['content-encoding']) as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= bytes) break;
    }
  } catch {
    // The status is the message; a broken body adds nothing to it.
  }
  stream.on('error', () => undefined);
  stream.destroy();
  return Buffer.concat(chunks).subarray(0, bytes).toString('utf8');
}

function inflated(stream: Readable, encoding: string | undefined): AsyncIterable<Uint8Array> {
  const name = encoding?.trim().toLowerCase();
  const make =
    name === 'gzip' || name === 'x-gzip'
      ? createGunzip
      : name === 'deflate'
        ? createInflate
        : name === 'br'
          ? createBrotliDecompress
          : undefined;
  // Errors of either stream reach the reader through the last one.
  return make === undefined ? stream : pipeline(stream, make(), () => undefined);
}

async function* capped(data: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const chunk of data) {
    size += chunk.length;
    if (size > maxBytes) {
      const advice = 'Ask for less, or receive it as a file.';
      throw new FatalError(`The answer is larger than ${maxBytes} bytes. ${advice}`, {
        detail: { code: 'outbound.response_too_large' },
      });
    }
    yield chunk;
  }
}

function decode(
  bytes: Buffer,
  { as, type }: { readonly as: NonNullable<HttpRequest['as']>; readonly type: string },
): JsonValue {
  if (as === 'base64') return bytes.toString('base64');
  const media = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const isJson = media === 'application/json' || media.endsWith('+json');
  if (as === 'json' || (as === 'auto' && isJson)) return bytes.length === 0 ? null : parseJson(bytes);
  const isText =
    media.startsWith('text/') ||
    /(^application\/(xml|javascript|x-www-form-urlencoded|graphql|yaml|x-ndjson)$)|\+xml$/.test(media);
  if (as === 'text' || isText || media === '') return decodeText(bytes, type);
  return bytes.toString('base64');
}

function parseJson(bytes: Buffer): JsonValue {
  try {
    return JSON.parse(bytes.toString('utf8'), (key, value: JsonValue) =>
      key === '__proto__' ? undefined : value,
    ) as JsonValue;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new FatalError(`The answer says that it is JSON, but it is not: ${why}`, {
      cause,
      detail: { code: 'connector.body_malformed', body: bytes.subarray(0, 2048).toString('utf8') },
    });
  }
}

function decodeText(bytes: Buffer, type: string): string {
  const charset = /charset="?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

function fileNameOf(disposition: string | undefined, url: URL): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  const name = encoded === undefined ? plain : safeDecode(encoded);
  // A name is a label here, never a path.
  return (
    (name ?? url.pathname.split('/').at(-1) ?? '').replaceAll(/[\\/\u0000-\u001f]/g, '_').slice(0, 200) || 'download'
  );
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
