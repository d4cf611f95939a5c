import { action, type ActionContext, type HttpRequest, type JsonValue, type Static } from '@millrace/connector-sdk';
import { encodeRequestBody } from './request-body.ts';
import { requestInput, requestOutput } from './request-input.ts';

type Input = Static<typeof requestInput>;
type Credentials = NonNullable<HttpRequest['credentials']>;
const DEFAULT_TIMEOUT_SECONDS = 30;
const NO_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** One HTTP request. */
export const request = action({
  title: 'HTTP request',
  description: 'Sends a request to any HTTP service and reads its answer.',
  effects: 'write',
  idempotency: { none: 'What a repeated request does is up to the service that it goes to.' },
  timeoutSeconds: 3600,
  input: requestInput,
  output: requestOutput,
  sample: { status: 200, headers: { 'content-type': 'application/json' }, body: { id: 'A-1042', total: 129.5 } },
  async run(context, input) {
    const { http, idempotencyKey } = context;
    const method = input.method ?? 'GET';
    const { idempotencyHeader } = input;
    const keyed =
      idempotencyHeader === undefined || idempotencyHeader === '' ? {} : { [idempotencyHeader]: idempotencyKey };
    const response = await http.request({
      method,
      url: input.url,
      query: mapValues(input.query, (value) => (Array.isArray(value) ? value.map(String) : String(value))),
      headers: { ...mapValues(input.headers, String), ...keyed },
      credentials: credentialsOf(input, context),
      body: NO_BODY.has(method)
        ? { kind: 'none' }
        : encodeRequestBody(input.body as JsonValue | undefined, input.bodyType ?? 'json'),
      maxRedirects: input.maxRedirects ?? 0,
      as: input.responseType ?? 'auto',
      timeoutMs: (input.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
      isRepeatable: Object.keys(keyed).length > 0,
      ...(input.maxResponseBytes === undefined ? {} : { maxResponseBytes: input.maxResponseBytes }),
      ...(input.failOnError === false ? { isOk: () => true } : {}),
    });
    return { status: response.status, headers: { ...response.headers }, body: response.body };
  },
});

function mapValues<From, To>(
  values: Readonly<Record<string, From>> | undefined,
  to: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, to(value)]));
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
