import { OpenApiError } from '../errors.ts';
import { inspectOpenApi } from '../inspect-openapi.ts';
import { readOpenApi } from './read-openapi.ts';

const codeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (cause) {
    if (cause instanceof OpenApiError) return cause.code;
    throw cause;
  }
  return 'nothing was thrown';
};
const aliases = (count: number): string =>
  `openapi: 3.0.0\ninfo: {title: x}\nx-a: &a {}\nx-list:\n${'  - *a\n'.repeat(count)}paths: {}\n`;
const laughs = `openapi: 3.0.0\npaths: {}\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
  .split('')
  .map(
    (name, index) =>
      `${name}: &${name} [${Array(9)
        .fill(`*${'abcdefgh'[index] ?? ''}`)
        .join(',')}]\n`,
  )
  .join('')}`;

test.each<[string, string, string | Uint8Array]>([
  ['openapi.too_large', '33 MiB', ' '.repeat(33 * 1024 * 1024)],
  ['openapi.too_large', '33 MiB of bytes', new Uint8Array(33 * 1024 * 1024)],
  ['openapi.not_readable', 'an image', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00])],
  ['openapi.not_readable', 'half of a document', '{"openapi": "3.0.0", "paths": {'],
  ['openapi.not_readable', 'broken YAML', 'openapi: "3.0.0\npaths: {'],
  ['openapi.not_readable', 'an alias of itself', 'openapi: 3.0.0\npaths: &a {x: *a}'],
  ['openapi.not_readable', 'a well', `{"openapi": "3.0.0", "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['openapi.not_readable', 'a well of YAML', `openapi: 3.0.0\nx: ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['openapi.too_many_aliases', 'a hundred and one aliases', aliases(101)],
  ['openapi.too_many_aliases', 'a billion values in nine lines', laughs],
  ['openapi.not_openapi', 'a list', '[]'],
  ['openapi.not_openapi', 'a page', '<!doctype html><p>Our API'],
  ['openapi.not_openapi', 'nothing', ''],
  ['openapi.not_openapi', 'another document', '{"asyncapi": "2.0.0"}'],
  ['openapi.version_unsupported', 'a version to come', '{"openapi": "3.2.0", "paths": {}}'],
  ['openapi.version_unsupported', 'a version of old', '{"swagger": "1.2"}'],
  ['openapi.version_unsupported', 'a version that is none', '{"openapi": {"$ref": "#/x"}}'],
])('%s: %s', (...[code, , given]) => expect(codeOf(() => readOpenApi(given))).toBe(code));

test('5,000 operations are read, and one more is refused', () => {
  const document = (count: number): string =>
    JSON.stringify({
      openapi: '3.1.0',
      paths: Object.fromEntries(Array.from({ length: count }, (_, index) => [`/a/${index}`, { get: {} }])),
    });
  expect(readOpenApi(document(5000)).operations).toHaveLength(5000);
  expect(codeOf(() => readOpenApi(document(5001)))).toBe('openapi.too_many_operations');
});

test.each([
  ['JSON', '{"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}'],
  ['JSON with a byte order mark', '\ufeff{"openapi": "3.0.1", "paths": {"/a": {"get": {}}}}'],
  ['YAML', 'openapi: 3.0.0\npaths:\n  /a:\n    get: {}\n'],
  ['YAML whose version is a number', 'openapi: 3.0\npaths:\n  /a:\n    get: {}\n'],
  ['YAML with braces', '{openapi: 3.0.0, paths: {/a: {get: {}}}}'],
  ['YAML with a hundred aliases', aliases(99).replace('paths: {}', 'paths: {/a: {get: *a}}')],
  ['YAML that merges', 'openapi: 3.0.0\nx-a: &a {get: {}}\npaths:\n  /a:\n    <<: *a\n'],
  ['Swagger', 'swagger: "2.0"\npaths:\n  /a:\n    get: {}\n'],
])('%s is read, as text and as bytes', (_, text) => {
  for (const given of [text, new TextEncoder().encode(text)])
    expect(readOpenApi(given).operations.map(({ key }) => key)).toEqual(['GET /a']);
});

test('UTF-16 is text too', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"openapi": "3.0.0", "x": "é"}', 'utf16le')]);
  expect(readOpenApi(bytes).source).toEqual({ openapi: '3.0.0', x: 'é' });
});

test('names that would change all objects are names like any other, or none', () => {
  const text = '{"openapi":"3.0.0","paths":{"__proto__":{"get":{}},"/a":{"get":{}}},"__proto__":{"polluted":1}}';
  expect(readOpenApi(text).operations.map(({ key }) => key)).toEqual(['GET /a']);
  expect(readOpenApi('openapi: 3.0.0\n__proto__: {polluted: 1}\npaths: {__proto__: {get: {}}}').operations).toEqual([]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('hostile texts cost no time', () => {
  const summary = '<'.repeat(100_000);
  const description = '[('.repeat(50_000);
  const get = { summary, description, operationId: 'aA'.repeat(10_000) };
  const paths = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`/a/${index}`, { get }]));
  const { operations } = inspectOpenApi(readOpenApi(JSON.stringify({ openapi: '3.0.0', paths })));
  expect(operations).toHaveLength(50);
  expect(Math.max(...operations.map(({ title }) => title.length))).toBeLessThanOrEqual(100);
}, 5000);

test('a path that is described elsewhere in the document is read, and one outside is told of', () => {
  const { operations, warnings } = readOpenApi(
    JSON.stringify({
      openapi: '3.1.0',
      paths: { '/a': { $ref: '#/components/pathItems/A' }, '/b': { $ref: 'https://evil.example/b.json' }, 'x-c': {} },
      components: { pathItems: { A: { get: {} } } },
    }),
  );
  expect(operations.map(({ key }) => key)).toEqual(['GET /a']);
  expect(warnings).toEqual([{ message: expect.stringContaining('/b is left out') as unknown }]);
});
