import type { JsonObject } from '../json.ts';
import { compareSchemas } from './compare-schemas.ts';

/** Changes as `path rule effect`. */
const changes = (before: JsonObject, after: JsonObject): readonly string[] =>
  compareSchemas(before, after).map(({ path, rule, effect }) => `${path} ${rule} ${effect}`);
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });

test.each<[string, JsonObject, JsonObject, string]>([
  ['another type', { type: 'string' }, { type: 'boolean' }, ' type changed'],
  ['one type more', { type: 'string' }, { type: ['string', 'null'] }, ' type widened'],
  ['one type less', { type: ['string', 'null'] }, { type: 'string' }, ' type narrowed'],
  ['any type at last', { type: 'string' }, {}, ' type widened'],
  ['a type at last', {}, { type: 'string' }, ' type narrowed'],
  ['whole numbers only', { type: 'number' }, { type: 'integer' }, ' type narrowed'],
  ['broken numbers too', { type: 'integer' }, { type: 'number' }, ' type widened'],
  ['a choice more', { enum: ['a'] }, { enum: ['b', 'a'] }, ' enum widened'],
  ['a choice less', { enum: ['a', 'b'] }, { enum: ['a'] }, ' enum narrowed'],
  ['other choices', { enum: ['a'] }, { enum: ['b'] }, ' enum changed'],
  ['one value instead of a choice', { enum: ['a', 'b'] }, { const: 'b' }, ' enum narrowed'],
  ['choices at last', { type: 'string' }, { type: 'string', enum: ['a'] }, ' enum narrowed'],
  ['a higher minimum', { minimum: 1 }, { minimum: 2 }, ' minimum narrowed'],
  ['no minimum any more', { minimum: 1 }, {}, ' minimum widened'],
  ['a lower maximum', { maxLength: 5 }, { maxLength: 4 }, ' maxLength narrowed'],
  ['a maximum at last', {}, { maxItems: 4 }, ' maxItems narrowed'],
  ['a pattern at last', {}, { pattern: '^a' }, ' pattern narrowed'],
  ['another pattern', { pattern: '^a' }, { pattern: '^b' }, ' pattern changed'],
  ['no format any more', { format: 'email' }, {}, ' format widened'],
  ['nothing at all', { type: 'string' }, { type: 'string', enum: [] }, ' enum narrowed'],
  [
    'one way more',
    { anyOf: [{ type: 'string' }] },
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
    ' anyOf widened',
  ],
  ['one way less', { oneOf: [{ type: 'string' }, { type: 'null' }] }, { oneOf: [{ type: 'null' }] }, ' oneOf narrowed'],
  ['one condition more', { allOf: [{ minimum: 1 }] }, { allOf: [{ minimum: 1 }, { maximum: 5 }] }, ' allOf narrowed'],
  ['ways at last', {}, { anyOf: [{ type: 'string' }] }, ' anyOf narrowed'],
  ['items of another type', { items: { type: 'string' } }, { items: { type: 'number' } }, '/* type changed'],
  ['items of any type', { items: { type: 'string' } }, {}, '/* type widened'],
])('%s', (...[, before, after, expected]) => expect(changes(before, after)).toEqual([expected]));

test('members that come, go, become required, and are not required any more', () => {
  const before = object({ a: {}, b: {}, c: {}, gone: {} }, { required: ['a', 'gone'] });
  const after = object({ a: {}, b: {}, c: {}, fresh: {} }, { required: ['b'] });
  expect(changes(before, after)).toEqual([
    '/b required narrowed',
    '/a optional widened',
    '/gone property.removed narrowed',
    '/fresh property.added widened',
  ]);
});

test('changes deep inside have their path', () => {
  const deep = (type: string): JsonObject => object({ lines: { type: 'array', items: object({ price: { type } }) } });
  expect(changes(deep('number'), deep('string'))).toEqual(['/lines/*/price type changed']);
});

test('members that no schema names', () => {
  const rest = (additionalProperties: boolean | JsonObject): JsonObject => ({ type: 'object', additionalProperties });
  expect(changes(rest(false), rest(true))).toEqual(['/* additionalProperties widened']);
  expect(changes(rest({ type: 'string' }), rest(false))).toEqual(['/* additionalProperties narrowed']);
  expect(changes(rest({ type: 'string' }), rest({ type: 'number' }))).toEqual(['/* type changed']);
});

test('what people read changes nothing', () => {
  const before = { type: 'string', title: 'Name', description: 'Of a person.', 'x-ui': { placeholder: 'Ada' } };
  expect(changes(before, { type: 'string', examples: ['Grace'], default: 'Ada' })).toEqual([]);
  const ways = (title: string): JsonObject => ({ anyOf: [{ title, type: 'string' }, { type: 'null' }] });
  expect(changes(ways('Text'), ways('A text'))).toEqual([]);
});

test('references inside the document are followed, circles too', () => {
  const tree = (type: string): JsonObject => ({
    $ref: '#/$defs/node',
    $defs: { node: object({ name: { type }, children: { type: 'array', items: { $ref: '#/$defs/node' } } }) },
  });
  expect(changes(tree('string'), tree('string'))).toEqual([]);
  expect(changes(tree('string'), tree('number'))).toEqual(['/name type changed']);
});
