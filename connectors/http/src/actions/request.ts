import {
  action,
  FatalError,
  type ActionContext,
  type HttpCall,
  type HttpResponse,
  type JsonValue,
  type Static,
} from '@millrace/connector-sdk';
import { encodeRequestBody } from './request-body.ts';
import { requestInput, requestOutput } from './request-input.ts';

type Input = Static<typeof requestInput>;
type Output = Static<typeof requestOutput>;
type Credentials = NonNullable<HttpCall['credentials']>;
const DEFAULT_TIMEOUT_SECONDS = 30;

/** One HTTP request. */
export const request = action({
  title: 'HTTP request',
  description: 'Sends a request to any HTTP service and reads its answer.',
  effects: 'write',
  idempotency: { none: 'What a repeated request does is up to the service that it goes to.' },
  timeoutSeconds: 3600,
  input: requestInput,
  output: requestOutput,
  sample: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    cookies: [],
    body: { id: 'A-1042', total: 129.5 },
  },
  async run(context, input) {
    const { http, idempotencyKey } = context;
    const method = input.method ?? 'GET';
    const { idempotencyHeader } = input;
    const keyed =
      idempotencyHeader === undefined || idempotencyHeader === '' ? {} : { [idempotencyHeader]: idempotencyKey };
    const response = await http.request(input.url, {
      method,
      query: mapValues(input.query, (value) => (Array.isArray(value) ? value.map(String) : String(value))),
      headers: { ...mapValues(input.headers, String), ...keyed },
      credentials: credentialsOf(input, context),
      ...bodyOf(input, method),
      maxRedirects: input.maxRedirects ?? 0,
      as: input.responseType ?? 'auto',
      timeoutMs: (input.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
      isRepeatable: Object.keys(keyed).length > 0,
      // The step says itself how often it asks.
      attempts: 1,
      ...(input.maxResponseBytes === undefined ? {} : { maxResponseBytes: input.maxResponseBytes }),
      ...(input.failOnError === false ? { ok: 'any' as const } : {}),
    });
    return toOutput(response, context);
  },
});

/** What a mapping found nothing for is left out. */
function mapValues<From, To>(
  values: Readonly<Record<string, From | null>> | undefined,
  to: (value: From) => To,
): Record<string, To> {
  const entries = Object.entries(values ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [[name, to(value)] as const],
  );
  return Object.fromEntries(entries);
}

function bodyOf({ body, bodyType = 'json' }: Input, method: string): HttpCall {
  if (method === 'HEAD' && body !== undefined) throw new FatalError('A HEAD request has no body.');
  return encodeRequestBody(body as JsonValue | undefined, bodyType);
}

function toOutput({ status, headers, cookies, body }: HttpResponse, { addSecret }: ActionContext): Output {
  // A cookie that scripts must not read is a credential.
  for (const { value, attributes } of cookies) if ('httponly' in attributes) addSecret(value);
  return {
    status,
    headers: { ...headers },
    cookies: cookies.map(({ name, value, attributes }) => ({ name, value, attributes: { ...attributes } })),
    body,
  };
}

/** Credentials, kept out of records from here on. */
function credentialsOf({ auth }: Input, { addSecret }: ActionContext): Credentials {
  if (auth === undefined) return {};
  if (auth.type === 'basic') {
    const encoded = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
    [auth.password, encoded].forEach(addSecret);
    return { headers: { authorization: `Basic ${encoded}` } };
  }
  addSecret(auth.type === 'bearer' ? auth.token : auth.value);
  if (auth.type === 'bearer') return { headers: { authorization: `Bearer ${auth.token}` } };
  return auth.in === 'query' ? { query: { [auth.name]: auth.value } } : { headers: { [auth.name]: auth.value } };
}
