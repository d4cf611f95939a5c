import type { JsonValue } from '../../json.ts';
import { mediaTypeOf, parseJson, textOf, type WireRequest } from '../wire/wire.ts';

/** A request as a fake sees it. */
export interface FakeRequest {
  readonly method: string;
  /** Below the fake's address. */
  readonly path: string;
  /** Of `{name}` in the route. */
  readonly params: Readonly<Record<string, string>>;
  /** The last value of each name. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly queries: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Of a JSON body; else null. */
  readonly json: JsonValue;
  /** Of a form body; else empty. */
  readonly form: URLSearchParams;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Reads what came over the wire. `basePath`: where the fake's own paths begin. */
export function readFakeRequest(wired: WireRequest, basePath: string): FakeRequest {
  const url = new URL(wired.url);
  const text = textOf(wired.body);
  const isForm = mediaTypeOf(wired.headers['content-type']) === 'application/x-www-form-urlencoded';
  return {
    method: wired.method,
    path: url.pathname.startsWith(basePath) ? url.pathname.slice(basePath.length) : url.pathname,
    params: {},
    query: Object.fromEntries(url.searchParams),
    queries: url.searchParams,
    headers: wired.headers,
    json: (parseJson(text) ?? null) as JsonValue,
    form: new URLSearchParams(isForm ? text : ''),
    text,
    bytes: wired.body,
  };
}

/** What a fake answers: 200 with JSON, or with nothing, unless it says more. */
export interface FakeAnswer {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}
