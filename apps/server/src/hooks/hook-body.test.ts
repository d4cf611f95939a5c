import { DEFAULT_JSON_LIMITS } from '../testing/json-limits.ts';
import { readHookBody } from './hook-body.ts';

const read = (text: string | Uint8Array, type?: string) =>
  readHookBody(Buffer.from(text as string), type, DEFAULT_JSON_LIMITS);

test.each([
  ['nothing', '', 'application/json', null],
  ['JSON', '{"a":[1,null]}', 'application/json; charset=utf-8', { a: [1, null] }],
  ['JSON under another name', '[1]', 'application/cloudevents+json', [1]],
  ['a form', 'a=1&b=%C3%A9&b=2', 'application/x-www-form-urlencoded', { a: '1', b: ['é', '2'] }],
  [
    'a form that wants to be clever',
    '__proto__=x&constructor=y',
    'application/x-www-form-urlencoded',
    { constructor: 'y' },
  ],
  ['text', 'hällo', 'text/plain', 'hällo'],
  ['XML', '<a/>', 'application/soap+xml', '<a/>'],
  ['no type, but text', 'plain', undefined, 'plain'],
  ['JSON by its old name', '[1]', 'text/json', [1]],
  ['text of another charset', Uint8Array.of(0x61, 0xe4), 'text/plain; charset="ISO-8859-1"', 'aä'],
  ['text under a type that is none', 'plain', 'json', 'plain'],
  ['text under an empty type', 'plain', ';;', 'plain'],
])('%s', (...[, text, type, expected]) => {
  expect(read(text, type)).toEqual(expected);
});

test('other bytes are kept as base64 with their type', () => {
  expect(read(Uint8Array.of(0xff, 0x00), 'image/png')).toEqual({ $base64: '/wA=', type: 'image/png' });
  expect(read(Uint8Array.of(0xff, 0x00), 'text/plain')).toEqual({ $base64: '/wA=', type: 'text/plain' });
  expect(read(Uint8Array.of(0xff))).toEqual({ $base64: '/w==', type: 'application/octet-stream' });
});

test('text of a charset that nobody knows is bytes', () => {
  expect(read('abc', 'text/plain; charset=klingon')).toEqual({ $base64: 'YWJj', type: 'text/plain' });
});

test('a form with too many fields is refused', () => {
  const refused = expect.objectContaining({ code: 'request.form_too_complex' }) as Error;
  expect(() => read('a=1&'.repeat(1001), 'application/x-www-form-urlencoded')).toThrow(refused);
  expect(() => read(`${'n'.repeat(201)}=1`, 'application/x-www-form-urlencoded')).toThrow(refused);
});
