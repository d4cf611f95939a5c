// An answer as the platform hands it to a connector.
import { FatalError } from '../../failures.ts';
import type { HttpRequest, HttpResponse, ResponseCookie, ResponseForm } from '../../http.ts';
import { isSuccess } from '../../hosting/http-failures.ts';
import type { JsonValue } from '../../json.ts';
import { isJsonMedia, mediaTypeOf, textOf, type WireResponse } from '../wire/wire.ts';
import type { MemoryFiles } from './memory-files.ts';

interface Answered {
  readonly request: HttpRequest;
  /** The address that answered. */
  readonly url: string;
  readonly files: MemoryFiles;
}

/** Throws `FatalError` for JSON that is none. */
export function readAnswer(response: WireResponse, { request, url, files }: Answered): HttpResponse {
  const { 'set-cookie': _, ...headers } = response.headers;
  const body = hasNoBody(request, response.status)
    ? nothingOf(request.as)
    : readBody(response, { request, url, files });
  return { status: response.status, headers, cookies: (response.cookies ?? []).flatMap(readCookie), body, url };
}

/** RFC 9110 §6.4.1. */
const hasNoBody = ({ method }: HttpRequest, status: number): boolean =>
  method.toUpperCase() === 'HEAD' || [204, 205, 304].includes(status);

const nothingOf = (as: ResponseForm = 'auto'): JsonValue => (as === 'text' || as === 'base64' ? '' : null);

function readBody({ status, headers, body }: WireResponse, { request, url, files }: Answered): JsonValue {
  const media = mediaTypeOf(headers['content-type']);
  switch (formOf(request, status, media)) {
    case 'json':
      return body.length === 0 ? null : parseAnswer(textOf(body));
    case 'text':
      return textOf(body);
    case 'base64':
      return Buffer.from(body).toString('base64');
    case 'file': {
      const name = new URL(url).pathname.split('/').at(-1) ?? '';
      const about = { name: name === '' ? 'download' : name, type: media === '' ? 'application/octet-stream' : media };
      return files.keep(body, about) as unknown as JsonValue;
    }
  }
}

function formOf({ as = 'auto' }: HttpRequest, status: number, media: string): Exclude<ResponseForm, 'auto'> {
  // Proxies refuse in pages of their own, whatever was asked for.
  const isUsual = as === 'auto' || (as === 'json' && !isSuccess({}, status));
  return isUsual ? usualFormOf(media) : as;
}

function usualFormOf(media: string): Exclude<ResponseForm, 'auto'> {
  if (isJsonMedia(media)) return 'json';
  return media === '' || /^text\/|xml|javascript|yaml|ndjson|form-urlencoded|graphql/.test(media) ? 'text' : 'base64';
}

function parseAnswer(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new FatalError(`The answer says that it is JSON, but it is not: ${(cause as Error).message}`, {
      cause,
      detail: { code: 'connector.body_malformed', body: text.slice(0, 2048) },
    });
  }
}

function readCookie(header: string): readonly ResponseCookie[] {
  const [pair, ...attributes] = header.split(';').map((part) => {
    const [name = '', ...value] = part.trim().split('=');
    return [name, value.join('=')] as const;
  });
  if (pair === undefined || pair[0] === '') return [];
  const named = attributes.map(([name, value]) => [name.toLowerCase(), value] as const);
  return [{ name: pair[0], value: pair[1], attributes: Object.fromEntries(named) }];
}
