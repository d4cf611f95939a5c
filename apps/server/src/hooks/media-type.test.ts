import { isJsonType, isMediaType, mediaTypeOf, parameterOf } from './media-type.ts';

test.each([
  ['Text/HTML ; charset=utf-8', 'text/html'],
  ['application/json, application/json', 'application/json'],
  [';', ''],
  [undefined, ''],
])('the type of %j', (header, type) => expect(mediaTypeOf(header)).toBe(type));

test.each([
  ['a/b; charset=utf-8', 'utf-8'],
  ['a/b;x="; charset=no";CharSet = "UTF-16"', 'UTF-16'],
  ['a/b; flag; charset=x ', 'x'],
  ['a/b; charset="never closed', 'never closed'],
  ['a/b; charset=', ''],
  ['a/b; xcharset=no', undefined],
  ['a/b', undefined],
  ['a/b;;;;', undefined],
])('the charset of %j', (header, charset) => expect(parameterOf(header, 'charset')).toBe(charset));

test.each([
  ['a/b', true],
  ['application/vnd.x+json', true],
  ['json', false],
  ['a b/c', false],
  ['a/b/c', false],
  ['/b', false],
])('is %j a media type: %s', (text, isOne) => expect(isMediaType(text)).toBe(isOne));

test.each(['application/json', 'text/json', 'application/problem+json'])('%s is JSON', (type) =>
  expect(isJsonType(type)).toBe(true),
);
test.each(['application/jsonp', 'text/plain', ''])('%j is none', (type) => expect(isJsonType(type)).toBe(false));
