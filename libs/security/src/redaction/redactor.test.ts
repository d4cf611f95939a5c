import { createRedactor, isSecretHeader, REDACTED } from './redactor.ts';

const SECRET = 'CANARY_7f?&"ü+/ 9\\';
const redact = createRedactor([SECRET]);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  ['raw', SECRET],
  ['JSON-escaped', JSON.stringify({ a: SECRET })],
  ['JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: SECRET }) })],
  ['in a path', encodeURIComponent(SECRET)],
  ['in a path, digits in lower case', encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
  ['in a query', new URLSearchParams({ key: SECRET }).toString()],
  ['hex', Buffer.from(SECRET).toString('hex')],
  ['HEX', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ['base64', base64(SECRET)],
  ['base64, one byte before', base64(`u${SECRET}`)],
  ['base64, two bytes before', base64(`u:${SECRET}`)],
  ['base64, more after', base64(`user:${SECRET}:more`)],
  ['base64url', Buffer.from(`u:${SECRET}`).toString('base64url')],
])('%s', (_name, text) => {
  const redacted = redact(`before ${text} after`);
  expect(redacted).toContain(REDACTED);
  expect(redacted).not.toContain('CANARY');
  expect(redacted).not.toContain(Buffer.from('CANARY').toString('hex'));
  expect(redacted).not.toContain(base64(SECRET).slice(4, 12));
});

test.each([
  ['a number', '123456', { size: 123456, list: [1, 1234567], text: 'pin 123456' }],
  ['a quote at its end', 'abcdef"', { a: 'abcdef"', b: 'abcdef" and more' }],
  ['a backslash at its end', 'abcdef\\', { a: 'abcdef\\', b: 'abcdef\n' }],
  ['JSON syntax', '":null,"', { a: null, b: '":null,"' }],
  ['a key', 'secret-key', { 'secret-key': true, other: null }],
])('JSON stays JSON when the secret is %s', (_name, secret, value) => {
  const redacted = createRedactor([secret])(JSON.stringify(value));
  expect(() => JSON.parse(redacted) as unknown).not.toThrow();
  expect(redacted).toContain(REDACTED);
});

test("an apostrophe, which a URL's query encodes and encodeURIComponent does not", () => {
  const url = new URL(`https://api.example.com/?key=${encodeURIComponent("CANARY'7f")}`).href;
  expect(createRedactor(["CANARY'7f"])(url)).toBe(`https://api.example.com/?key=${REDACTED}`);
});

test('the longest form goes first', () => {
  expect(createRedactor(['abcdef', 'abcdef-ghi'])('x abcdef-ghi y')).toBe(`x ${REDACTED} y`);
});

test('texts without a secret, and redactors without secrets, change nothing', () => {
  const text = '{ "spaces":  "stay" }';
  expect(redact(text)).toBe(text);
  expect(createRedactor([])(SECRET)).toBe(SECRET);
  expect(createRedactor(['short'])('short')).toBe('short');
});

test('deeply nested JSON neither throws nor leaks', () => {
  const text = `${'['.repeat(100_000)}"CANARY-deep"${']'.repeat(100_000)}`;
  expect(createRedactor(['CANARY-deep'])(text)).not.toContain('CANARY');
});

test('megabytes without a secret take milliseconds', () => {
  const text = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => ({ id: index, name: 'customer' })));
  const secrets = Array.from({ length: 5 }, (_, index) => `secret-number-${index}`);
  const startedMs = performance.now();
  createRedactor(secrets)(text);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test.each([
  'Authorization',
  'COOKIE',
  'set-cookie',
  'x-api-key',
  'X-Acme-Token',
  'x-hub-signature',
  'proxy-authorization',
])('%s is a secret by its name', (name) => expect(isSecretHeader(name)).toBe(true));
test.each(['content-type', 'accept', 'x-request-id', 'etag'])('%s is none', (name) =>
  expect(isSecretHeader(name)).toBe(false),
);
