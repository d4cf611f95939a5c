import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './schema.ts';

/** Calls of the HTTP API with the types of its OpenAPI document: `client.GET('/api/v1/runs/{id}', { params })`. */
export type ApiClient = Client<paths>;

export interface ApiClientOptions {
  /** Where the server is, without a slash at the end; empty in the browser for the page's own origin. */
  readonly baseUrl: string;
  /** Default: the global one. Sends cookies in the browser. */
  readonly fetch?: typeof fetch;
  /** Sent as `Authorization: Bearer`. Without it the browser's session cookie decides. */
  readonly apiKey?: string;
}

/** Makes a client. Calls resolve with `{ data }` or `{ error }`, a problem document; they reject only without an answer. */
export function createApiClient({ baseUrl, fetch, apiKey }: ApiClientOptions): ApiClient {
  return createClient<paths>({
    baseUrl,
    credentials: 'same-origin',
    ...(fetch === undefined ? {} : { fetch }),
    ...(apiKey === undefined ? {} : { headers: { authorization: `Bearer ${apiKey}` } }),
  });
}
