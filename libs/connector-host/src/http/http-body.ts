import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { FatalError, type Files, type HttpRequest, type JsonValue } from '@millrace/connector-sdk';
import type { HostLimit } from '../host-limits.ts';

const MAX_FILE_BYTES = 5 * 1024 * 1024 * 1024;

export interface IncomingBody {
  readonly stream: Readable;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: URL;
  /** The answer is of a kind that never has a body, whatever its headers say of one. */
  readonly isEmpty: boolean;
  /** Its status is no success: proxies say so in pages of their own, whatever was asked for. */
  readonly isRefusal: boolean;
}

/** Reads a body as asked for; never more of it than allowed, before or after inflating. */
export async function readBody(
  { stream, headers, url, isEmpty, isRefusal }: IncomingBody,
  request: HttpRequest,
  { files, limit }: { readonly files: Files; readonly limit: HostLimit },
): Promise<JsonValue> {
  const as = request.as ?? 'auto';
  const type = headers['content-type'] ?? '';
  const most = limitOf(request, as === 'file' ? { most: MAX_FILE_BYTES } : limit);
  const data = capped(inflated(stream, isEmpty ? undefined : headers['content-encoding']), most);
  if (as === 'file') {
    const name = fileNameOf(headers['content-disposition'], url);
    return (await files.write({
      name,
      type: mediaOf(type) === '' ? 'application/octet-stream' : mediaOf(type),
      data,
    })) as unknown as JsonValue;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return isEmpty && as === 'auto' ? null : decode(Buffer.concat(chunks), { as, type, isRefusal });
}

/** A request may ask for less than this installation allows, not for more. */
function limitOf({ maxResponseBytes = Infinity }: HttpRequest, limit: HostLimit): HostLimit {
  return maxResponseBytes < limit.most ? { most: maxResponseBytes, setting: 'maxResponseBytes' } : limit;
}

/** The first bytes as text, for an error's record; the rest is dropped. */
export async function readBeginning(
  { stream, headers }: Pick<IncomingBody, 'stream' | 'headers'>,
  bytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of inflated(stream, headers['content-encoding'])) {
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

const INFLATERS: ReadonlyMap<string, (beginning: number) => Transform> = new Map<
  string,
  (beginning: number) => Transform
>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  // "deflate" is zlib's format (RFC 9110 §8.4.1.2), whose low half of the first byte is 8; some servers leave out the wrapping.
  ['deflate', (beginning) => ((beginning & 15) === 8 ? createInflate() : createInflateRaw())],
  ['br', () => createBrotliDecompress()],
]);

async function* inflated(stream: Readable, encoding = 'identity'): AsyncIterable<Uint8Array> {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity' || name === '') {
    yield* stream as AsyncIterable<Uint8Array>;
    return;
  }
  const make = INFLATERS.get(name);
  if (make === undefined)
    throw new FatalError(`The answer is encoded as "${name.slice(0, 60)}", which nobody asked for.`, {
      detail: { code: 'connector.body_malformed' },
    });
  const rest = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await rest.next();
  // Nothing at all is the encoding of nothing, as browsers read it.
  if (first.done === true) return;
  // Errors of either stream reach the reader through the last one.
  yield* readable(
    pipeline(together(first.value, rest), make(first.value[0] ?? 0), () => undefined),
    name,
  );
}

async function* together(first: Buffer, rest: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** A body that is not what its encoding says stays so: no other attempt makes it better. */
async function* readable(data: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Uint8Array> {
  try {
    yield* data;
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code !== 'string' || !/^(Z_|ERR__|ERR_PADDING)/.test(code)) throw cause;
    throw new FatalError(`The answer says that it is encoded as ${encoding}, but it is not.`, {
      cause,
      detail: { code: 'connector.body_malformed' },
    });
  }
}

async function* capped(
  data: AsyncIterable<Uint8Array>,
  { most: limit, setting }: HostLimit,
): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const chunk of data) {
    size += chunk.length;
    if (size > limit) {
      const hint = 'Ask for less, or receive it as a file.';
      const sizes = { limit, actual: size, ...(setting === undefined ? {} : { setting }) };
      throw new FatalError(`The answer is larger than ${limit} bytes. ${hint}`, {
        detail: { code: 'outbound.response_too_large', ...sizes, hint },
      });
    }
    yield chunk;
  }
}

function decode(
  bytes: Buffer,
  { as, type, isRefusal }: { readonly as: NonNullable<HttpRequest['as']>; readonly type: string; isRefusal: boolean },
): JsonValue {
  const usual = formOf(mediaOf(type));
  const form = as === 'auto' || (as === 'json' && isRefusal) ? usual : as;
  if (form === 'json') return bytes.length === 0 ? null : parseJson(bytes, type);
  return form === 'text' ? decodeText(bytes, type) : bytes.toString('base64');
}

const mediaOf = (type: string): string => type.split(';')[0]?.trim().toLowerCase() ?? '';

/** How a media type is shown; without one a body counts as text. What JSON is: WHATWG MIME Sniffing §4.6. */
function formOf(media: string): 'json' | 'text' | 'base64' {
  if (media === 'application/json' || media === 'text/json' || media.endsWith('+json')) return 'json';
  return media === '' || TEXT_MEDIA.test(media) ? 'text' : 'base64';
}

const TEXT_MEDIA = /^text\/|^application\/(xml|javascript|x-www-form-urlencoded|graphql|yaml|x-ndjson)$|\+xml$/;

/** A key that would replace an object's prototype, in any spelling that JSON allows. */
const PROTOTYPE_KEY = /__proto__|\\u00[567]/i;

function parseJson(bytes: Buffer, type: string): JsonValue {
  const text = decodeText(bytes, type);
  try {
    // A reviver visits every value; megabytes without the key need none.
    if (!PROTOTYPE_KEY.test(text)) return JSON.parse(text) as JsonValue;
    return JSON.parse(text, (key, value: JsonValue) => (key === '__proto__' ? undefined : value)) as JsonValue;
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
  const name = (encoded === undefined ? plain : safeDecode(encoded)) ?? url.pathname.split('/').at(-1) ?? '';
  // A name is a label here, never a path.
  const label = name.replaceAll(/[\\/\p{Cc}]/gu, '_').slice(0, 200);
  return label === '' ? 'download' : label;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
