import { t } from '@millrace/connector-sdk';

const text = (title: string, description: string, more: object = {}) => t.String({ title, description, ...more });
const scalar = t.Union([t.String(), t.Number(), t.Boolean()]);
/** Credentials as JSON that a mapping can fill. Secrets move to connections when these exist. */
const auth = t.Union(
  [
    t.Object(
      { type: t.Literal('basic'), username: t.String(), password: t.String() },
      { title: 'User and password', additionalProperties: false },
    ),
    t.Object({ type: t.Literal('bearer'), token: t.String() }, { title: 'Bearer token', additionalProperties: false }),
    t.Object(
      {
        type: t.Literal('apiKey'),
        name: t.String(),
        value: t.String(),
        in: t.Optional(t.Choice(['header', 'query'], { default: 'header' })),
      },
      { title: 'API key', additionalProperties: false },
    ),
  ],
  {
    title: 'Authentication',
    description: 'Sent to this address only, never recorded.',
    'x-ui': { advanced: true, control: 'json' },
  },
);

/** The arguments of `http/request`. */
export const requestInput = t.Object(
  {
    url: text('URL', 'Where the request goes.', {
      minLength: 1,
      'x-ui': { placeholder: 'https://api.example.com/orders' },
    }),
    method: t.Optional(
      t.Choice(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'], {
        title: 'Method',
        description: 'GET unless set.',
        default: 'GET',
        'x-ui': { control: 'segmented' },
      }),
    ),
    query: t.Optional(
      t.Record(t.String(), t.Union([scalar, t.Array(scalar), t.Null()]), {
        title: 'Query',
        description: 'Added to the URL; a list adds its name several times, null leaves it out.',
        'x-ui': { control: 'keyValue' },
      }),
    ),
    headers: t.Optional(
      t.Record(t.String(), t.Union([scalar, t.Null()]), {
        title: 'Headers',
        description: 'Header name and value; null leaves it out.',
        'x-ui': { control: 'keyValue' },
      }),
    ),
    body: t.Optional(
      t.Any({
        title: 'Body',
        description: 'What is sent, in the form that Body type names. Nothing unless set.',
        'x-ui': {
          control: 'json',
          suggest: { field: 'method', in: ['POST', 'PUT', 'PATCH'], value: '{% $states.input %}' },
        },
      }),
    ),
    bodyType: t.Optional(
      t.Choice(['json', 'form', 'multipart', 'text', 'binary'], {
        title: 'Body type',
        description: 'JSON unless set. Binary takes base64 or a file; members of multipart may be files.',
        default: 'json',
        'x-ui': { advanced: true },
      }),
    ),
    auth: t.Optional(auth),
    timeoutSeconds: t.Optional(
      t.Number({
        title: 'Timeout in seconds',
        description: 'For the whole exchange; 30 unless set.',
        exclusiveMinimum: 0,
        maximum: 3600,
        default: 30,
        'x-ui': { advanced: true },
      }),
    ),
    maxRedirects: t.Optional(
      t.Integer({
        title: 'Redirects to follow',
        description: 'None unless set.',
        minimum: 0,
        maximum: 5,
        default: 0,
        'x-ui': { advanced: true },
      }),
    ),
    responseType: t.Optional(
      t.Choice(['auto', 'json', 'text', 'base64', 'file'], {
        title: 'Read the answer as',
        description: 'By its media type unless set. A file is streamed to the file store.',
        default: 'auto',
        'x-ui': { advanced: true },
      }),
    ),
    maxResponseBytes: t.Optional(
      t.Integer({
        title: 'Largest answer in bytes',
        description: 'As many as the installation allows unless set: 16 MiB in memory, 5 GiB in a file.',
        minimum: 1,
        'x-ui': { advanced: true },
      }),
    ),
    failOnError: t.Optional(
      t.Boolean({
        title: 'Fail on 4xx and 5xx',
        description: 'Otherwise the step succeeds with whatever status came.',
        default: true,
        'x-ui': { advanced: true },
      }),
    ),
    idempotencyHeader: t.Optional(
      text(
        'Idempotency header',
        'The same value over retries and crashes is sent under this name, if the service knows one.',
        { 'x-ui': { advanced: true, placeholder: 'Idempotency-Key' } },
      ),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      { url: 'https://api.example.com/orders' },
      {
        url: 'https://api.example.com/orders',
        method: 'POST',
        body: { sku: 'A-1' },
        idempotencyHeader: 'Idempotency-Key',
      },
      {
        url: 'https://api.example.com/search',
        query: { tag: ['new', 'sale'], page: 2 },
        auth: { type: 'bearer', token: 't' },
      },
    ],
    'x-antiExamples': [
      { value: { method: 'GET' }, because: 'a request goes somewhere' },
      { value: { url: 'https://api.example.com', method: 'FETCH' }, because: 'there is no such method' },
      { value: { url: 'https://api.example.com', auth: { type: 'bearer' } }, because: 'a bearer token is missing' },
      { value: { url: 'https://api.example.com', maxRedirects: 6 }, because: 'five redirects are the most' },
    ],
  },
);

/** What `http/request` gives. */
export const requestOutput = t.Object({
  status: t.Integer({ title: 'Status', description: 'HTTP status.' }),
  headers: t.Record(t.String(), t.String(), {
    title: 'Headers',
    description: 'By lower-case name. Several values of one name are joined by a comma; cookies have their own member.',
  }),
  cookies: t.Array(
    t.Object({
      name: t.String({ title: 'Name' }),
      value: t.String({ title: 'Value' }),
      attributes: t.Record(t.String(), t.String(), {
        title: 'Attributes',
        description: 'By lower-case name: path, domain, expires, max-age, …; a flag has an empty text.',
      }),
    }),
    { title: 'Cookies', description: 'Each Set-Cookie of the answer, in order.' },
  ),
  body: t.Any({
    title: 'Body',
    description:
      'A value for JSON, a text for text, base64 for other types, a file where one was asked for; null for 204, 205, 304 and HEAD.',
  }),
});
