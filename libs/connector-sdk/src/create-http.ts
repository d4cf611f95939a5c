import { fillPath } from './fill-path.ts';
import type { Http, HttpCall, HttpRequest, HttpResponse, Parameter, RequestBody } from './http.ts';
import type { JsonValue } from './json.ts';

const BODIES = ['json', 'form', 'multipart', 'body'] as const;

/** `Http` over whoever sends a request: the platform in this process, or in another one. */
export function createHttp(send: (request: HttpRequest) => Promise<HttpResponse>): Http {
  const call = <Body>(method: string, path: string, given: HttpCall = {}): Promise<HttpResponse<Body>> =>
    // What an author says of a body is the author's word: its output is checked.
    send(toRequest(method, path, given)) as Promise<HttpResponse<Body>>;
  const bound =
    (method: string) =>
    <Body>(path: string, given?: HttpCall): Promise<HttpResponse<Body>> =>
      call<Body>(method, path, given);
  return {
    request: <Body>(path: string, { method = 'GET', ...given }: HttpCall & { readonly method?: string } = {}) =>
      call<Body>(method, path, given),
    get: bound('GET'),
    post: bound('POST'),
    put: bound('PUT'),
    patch: bound('PATCH'),
    delete: bound('DELETE'),
  };
}

function toRequest(method: string, path: string, given: HttpCall): HttpRequest {
  const {
    path: parameters = {},
    query,
    json: _,
    form: __,
    multipart: ___,
    body: ____,
    contentType: _____,
    ...options
  } = given;
  const sent = query === undefined ? {} : { query: toTexts(query) };
  return { ...options, method, url: toPath(path, parameters), ...sent, body: toBody(given) };
}

const PLACE = /\{([A-Za-z_][A-Za-z0-9_.]*)\}/g;

const toPath = (path: string, parameters: Readonly<Record<string, string | number>>): string =>
  fillPath(path, {
    place: PLACE,
    write: (name) => (Object.hasOwn(parameters, name) ? encodeURIComponent(String(parameters[name])) : ''),
  });

type Parameters = Readonly<Record<string, Parameter | readonly Parameter[]>>;

function toTexts(parameters: Parameters): Readonly<Record<string, string | readonly string[]>> {
  const entries = Object.entries(parameters).flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    const text = isList(value)
      ? value.filter((item) => item !== undefined && item !== null).map(String)
      : String(value);
    return [[name, text] as const];
  });
  return Object.fromEntries(entries);
}

const isList = (value: Parameter | readonly Parameter[]): value is readonly Parameter[] => Array.isArray(value);

function toBody({ json, form, multipart, body, contentType }: HttpCall): RequestBody {
  const given = { json, form, multipart, body };
  const named = BODIES.filter((name) => given[name] !== undefined);
  if (named.length > 1)
    throw new TypeError(`A request has one body, and this one was given ${named.join(' and ')}. Leave one of them.`);
  if (json !== undefined) return { kind: 'json', value: json as JsonValue };
  if (form !== undefined) return { kind: 'form', fields: toTexts(form) };
  if (multipart !== undefined) return { kind: 'multipart', parts: multipart };
  if (body === undefined) return { kind: 'none' };
  const typed = contentType === undefined ? {} : { contentType };
  if (typeof body === 'string') return { kind: 'text', text: body, ...typed };
  if (body instanceof Uint8Array) return { kind: 'bytes', bytes: body, ...typed };
  return { kind: 'file', file: body };
}
