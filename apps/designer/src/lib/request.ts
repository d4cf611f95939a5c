import { errorOfAnswer, offlineError } from './api-error.ts';

type QueryValue = string | number | undefined;

/** One call of the API. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the origin, its variable parts already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A path with its query; members without a value are left out. */
export function urlOf(path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function send({ method = 'GET', path, query, body, headers, signal }: ApiRequest): Promise<Response> {
  try {
    return await fetch(urlOf(path, query), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw offlineError(cause);
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A proxy's page instead of JSON: the status still tells what happened.
    return undefined;
  }
}

/** Calls the API and gives its JSON answer; throws `ApiError` for every other outcome. */
export async function request<T>(call: ApiRequest): Promise<T> {
  const response = await send(call);
  const body = await readBody(response);
  if (!response.ok) throw errorOfAnswer(body, response.status);
  return body as T;
}
