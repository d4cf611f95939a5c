// Where a list stands between two requests, and between two calls.
import { FatalError } from '../failures.ts';
import type { Pagination, Place } from '../http-template.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { JsonValue } from '../json.ts';
import { isObject, toText, type Evaluate } from './template.ts';

/** A page: a cursor, a number, or an address. Null: the first one of a service that names none. */
export interface Position {
  readonly value: string | number | null;
}
interface Standing {
  readonly position: Position;
  /** Records of this page that an earlier call has given. */
  readonly skip: number;
  /** Records in a page: must not change while pages are counted. */
  readonly size: number | undefined;
}

const FIRST: Readonly<Record<Pagination['by'], (paginate: Pagination) => string | number | null>> = {
  cursor: () => null,
  page: (paginate) => (paginate.by === 'page' ? (paginate.from ?? 1) : 1),
  offset: () => 0,
  link: () => null,
  nextUrl: () => null,
};

/** From the beginning, or from where an earlier call has ended. Throws `FatalError` for a cursor that is none of ours. */
export function beginPaging(
  paginate: Pagination,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Standing {
  if (cursor !== undefined) return decode(cursor);
  const size = paginate.size === undefined ? undefined : Math.min(limit, paginate.size.max);
  return { position: { value: FIRST[paginate.by](paginate) }, skip: 0, size };
}

/** The output of a list. */
export function endPaging(items: readonly JsonValue[], standing: Standing | undefined): JsonValue {
  return { items, next: standing === undefined ? null : encode(standing) };
}

function encode({ position, skip, size }: Standing): string {
  const text = JSON.stringify([position.value, skip, size ?? null]);
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function decode(cursor: string): Standing {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
    const [value, skip, size] = JSON.parse(text) as readonly unknown[];
    const isPosition = value === null || typeof value === 'string' || typeof value === 'number';
    const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && (count as number) >= 0;
    if (isPosition && isCount(skip) && (size === null || isCount(size)))
      return { position: { value }, skip, size: size ?? undefined };
  } catch {
    // Said below.
  }
  throw new FatalError('The cursor is none that an earlier call of this action gave as `next`.', {
    detail: { code: 'connector.cursor_invalid' },
  });
}

/** The request for one page. */
export function placeOf(
  paginate: Pagination,
  request: HttpRequest,
  { position: { value }, size }: Pick<Standing, 'position' | 'size'>,
): HttpRequest {
  // An address of the service's own has everything in it.
  if (typeof value === 'string' && (paginate.by === 'link' || paginate.by === 'nextUrl')) {
    const { query: _, ...rest } = request;
    return { ...rest, url: value };
  }
  const sized =
    paginate.size === undefined || size === undefined ? request : put(request, { query: paginate.size.query }, size);
  return value === null || !('send' in paginate) ? sized : put(sized, paginate.send, value);
}

function put(request: HttpRequest, place: Place, value: string | number): HttpRequest {
  if ('query' in place) return { ...request, query: { ...request.query, [place.query]: String(value) } };
  if ('header' in place) return { ...request, headers: { ...request.headers, [place.header]: String(value) } };
  const { body = { kind: 'none' } } = request;
  const members = body.kind === 'json' && isObject(body.value) ? body.value : {};
  return { ...request, body: { kind: 'json', value: { ...members, [place.body]: value } } };
}

/**
 * The page after this one. A short page is the end where pages are counted; services that hand out cursors give short and even
 * empty ones in between.
 */
export function nextPosition(
  paginate: Pagination,
  response: HttpResponse,
  {
    at,
    size,
    count,
    evaluate,
  }: { readonly at: Position; readonly size: number | undefined; readonly count: number; readonly evaluate: Evaluate },
): Position | undefined {
  if (paginate.by === 'link') return found(linkOf(response));
  if (paginate.by === 'nextUrl') return found(urlOf(evaluate(paginate.next, response.body), response));
  if (paginate.by === 'cursor') return found(evaluate(paginate.next, response.body));
  if (count === 0 || (size !== undefined && count < size)) return undefined;
  return { value: Number(at.value) + (paginate.by === 'page' ? 1 : count) };
}

function found(value: JsonValue | undefined): Position | undefined {
  if (value === undefined || value === null || value === '' || value === false) return undefined;
  return { value: typeof value === 'number' ? value : toText(value) };
}

const urlOf = (value: JsonValue | undefined, { url }: HttpResponse): string | undefined =>
  typeof value === 'string' && value !== '' ? new URL(value, url).href : undefined;

/** RFC 8288 §3: `<https://…?page=2>; rel="next"`. */
function linkOf({ headers, url }: HttpResponse): string | undefined {
  for (const [, target, parameters = ''] of (headers.link ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[^,;"=]+=(?:"[^"]*"|[^",;]*))*)/g,
  )) {
    const isNext = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=\s*(?:;|$)))/i.test(parameters);
    if (isNext && target !== undefined) return new URL(target, url).href;
  }
  return undefined;
}
