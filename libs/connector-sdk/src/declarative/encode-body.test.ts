import type { HttpTemplate } from '../http-template.ts';
import type { RequestBody } from '../http.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { buildRequest } from './build-request.ts';

const build = (template: Partial<HttpTemplate>, input: JsonValue): RequestBody | undefined =>
  buildRequest(
    { method: 'POST', path: '/a', bodyFrom: ['body'], ...template },
    { input, connection: {}, idempotencyKey: 'key' },
    { evaluate: () => undefined },
  ).body;

describe('a body as it was given', () => {
  test.each<[JsonValue, RequestBody]>([
    [{ body: ['only'] }, { kind: 'json', value: ['only'] }],
    [{ body: null }, { kind: 'json', value: null }],
    [{ body: '{% input %}' }, { kind: 'json', value: '{% input %}' }],
    [{}, { kind: 'none' }],
    [null, { kind: 'none' }],
  ])('%j', (input, body) => expect(build({}, input)).toEqual(body));
});

describe('fields of a form', () => {
  const value = { tags: ['a', 'b'], owner: { id: 7 }, gone: null };
  test.each<[string, HttpTemplate['fields'], JsonObject]>([
    ['as usual', undefined, { 'tags[0]': 'a', 'tags[1]': 'b', 'owner[id]': '7' }],
    ['repeated', { tags: { explode: true } }, { tags: ['a', 'b'], 'owner[id]': '7' }],
    ['with commas', { tags: { style: 'form', explode: false } }, { tags: 'a,b', 'owner[id]': '7' }],
    ['deep', { tags: { style: 'deepObject', explode: true } }, { 'tags[0]': 'a', 'tags[1]': 'b', 'owner[id]': '7' }],
    ['as JSON', { owner: { contentType: 'application/json' } }, { 'tags[0]': 'a', 'tags[1]': 'b', owner: '{"id":7}' }],
  ])('%s', (_, fields, expected) => {
    const rules = fields === undefined ? {} : { fields };
    expect(build({ encode: 'form', ...rules }, { body: value })).toEqual({ kind: 'form', fields: expected });
  });
});

test('parts have the types that their rules name', () => {
  const file = { $file: 'sha256:0', name: 'a.png', type: 'image/png', size: 1 };
  const fields = { meta: { contentType: 'application/json' }, image: { contentType: 'image/png' } };
  expect(build({ encode: 'multipart', fields }, { body: { meta: ['x'], image: file, note: 'n' } })).toEqual({
    kind: 'multipart',
    parts: [
      { name: 'meta', value: '["x"]', contentType: 'application/json' },
      { name: 'image', value: file, contentType: 'image/png' },
      { name: 'note', value: 'n' },
    ],
  });
});

test('a rule is one only if the template has it', () => {
  const body = JSON.parse('{"constructor": ["a"], "toString": "b"}') as JsonObject;
  expect(build({ encode: 'form', fields: {} }, { body })).toEqual({
    kind: 'form',
    fields: { 'constructor[0]': 'a', toString: 'b' },
  });
});

test.each<[HttpTemplate['encode'], JsonValue]>([
  ['form', 'text'],
  ['multipart', ['a']],
  ['bytes', 5],
])('%s of %j is refused', (encode, body) =>
  expect(() => build(encode === undefined ? {} : { encode }, { body })).toThrow(/body/),
);
