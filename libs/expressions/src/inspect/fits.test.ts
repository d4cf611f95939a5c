import { describe, expect, test } from '@jest/globals';
import { fits } from './fits.ts';
import { typeOfSchema, type JsonSchema } from './given-schemas.ts';
import { inferType } from './infer-type.ts';
import { join } from './join-types.ts';
import { FUNCTION, NEVER, NOTHING, objectOf, STRING, UNKNOWN } from './types.ts';

const fit = (source: string, schema: JsonSchema): string => fits(inferType(source, {}), schema);

describe('a value fits', () => {
  test.each<[string, string, JsonSchema]>([
    ['its type', '"a"', { type: 'string' }],
    ['one of several types', 'null', { type: ['string', 'null'] }],
    ['a number as an integer', '1 + 1', { type: 'number' }],
    ['anything', '1', {}],
    ['anything else', '1', true],
    ['its enum', '"a"', { enum: ['a', 'b'] }],
    ['both booleans', '1 = 1', { enum: [true, false] }],
    ['a constant', 'null', { const: null }],
    ['one of two schemas', '"a"', { anyOf: [{ type: 'null' }, { type: 'string' }] }],
    ['exactly one of two', '"a"', { oneOf: [{ type: 'null' }, { type: 'string' }] }],
    ['all schemas', '"a"', { allOf: [{ type: 'string' }, { not: { type: 'number' } }] }],
    ['a reference', '"a"', { $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'string' } } }],
    ['bounds of other kinds', '"a"', { minimum: 3, minItems: 2, required: ['x'], title: 'A', 'x-ui': {} }],
    ['items', '["a"]', { type: 'array', items: { type: 'string' } }],
    ['no items', '[]', { type: 'array', items: { type: 'number' } }],
    ['members', '{ "a": 1 }', { properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false }],
    ['other members', '{ "a": 1 }', { type: 'object', additionalProperties: { type: 'number' } }],
  ])('%s', (_, source, schema) => {
    expect(fit(source, schema)).toBe('yes');
  });
});

describe('no value fits', () => {
  test.each<[string, string, JsonSchema]>([
    ['another type', '"a"', { type: 'number' }],
    ['nothing at all', '1', false],
    ['an enum without it', '"c"', { enum: ['a', 'b'] }],
    ['an enum of another type', '1 & ""', { enum: [1, 2] }],
    ['none of two schemas', '1', { anyOf: [{ type: 'null' }, { type: 'string' }] }],
    ['two schemas of which one may hold', '1', { oneOf: [{ type: 'number' }, { type: 'integer' }] }],
    ['a schema that is excluded', '1', { not: { type: 'number' } }],
    ['a reference to another type', '1', { properties: {}, $ref: '#/$defs/a', $defs: { a: { type: 'null' } } }],
    ['with any of its types', '1 = 1 ? 1 : null', { type: 'string' }],
    ['though there may be none', '1 = 1 ? 1', { type: 'string' }],
    ['without a member that is required', '{ "a": 1 }', { required: ['b'] }],
    ['with a member of another type', '{ "a": 1 }', { properties: { a: { type: 'string' } } }],
    ['with a member too many', '{ "a": 1 }', { additionalProperties: false }],
    ['a format of another type', '1', { type: 'string', format: 'uri' }],
  ])('%s', (_, source, schema) => {
    expect(fit(source, schema)).toBe('no');
  });
});

describe('it is not known of', () => {
  test.each<[string, string, JsonSchema]>([
    ['values that are not known', '$x', { type: 'string' }],
    ['values that may be missing', '1 = 1 ? 1', { type: 'number' }],
    ['one of several types', '1 = 1 ? 1 : "a"', { type: 'string' }],
    ['numbers that may be whole', '1.5', { type: 'integer' }],
    ['texts that may be in an enum', '1 & ""', { enum: ['a'] }],
    ['booleans that may be', '1 = 1', { const: true }],
    ['formats, patterns and bounds', '"a"', { type: 'string', format: 'uri', pattern: 'b', minLength: 2 }],
    ['numbers within bounds', '1', { minimum: 3 }],
    ['items, since there may be none', '[1]', { items: { type: 'string' } }],
    ['so many items', '[1]', { minItems: 2 }],
    ['members that may be missing', '{ "a": 1 = 1 ? 1 }', { required: ['a'] }],
    ['members of unknown names', '{ $x: 1 }', { additionalProperties: false }],
    ['patterns of names', '{ "a": 1 }', { patternProperties: { a: { type: 'string' } } }],
    ['conditions', '1', { if: { type: 'number' }, then: { type: 'string' } }],
    ['keywords from elsewhere', '1', { perhaps: 1 }],
    ['references that lead in a circle', '1', { $ref: '#' }],
    ['references that lead nowhere', '1', { $ref: '#/$defs/a' }],
    ['null where some readers allow it', 'null', { type: 'string', nullable: true }],
    ['items that JSON has to make null', '[$x]', { items: { type: 'string' } }],
  ])('%s', (_, source, schema) => {
    expect(fit(source, schema)).toBe('unknown');
  });

  test('what never comes to a value', () => {
    for (const type of [UNKNOWN, NEVER, NOTHING, FUNCTION] as const) {
      expect(fits(type, { type: 'string' })).toBe('unknown');
      expect(fits(type, false)).toBe('unknown');
    }
  });
});

test('functions are left out of results', () => {
  const type = objectOf([
    ['a', join(FUNCTION, STRING)],
    ['f', FUNCTION],
  ]);
  expect(fits(type, { required: ['f'] })).toBe('no');
  expect(fits(type, { required: ['a'] })).toBe('unknown');
  expect(fits(type, { properties: { f: false, a: { type: 'string' } } })).toBe('yes');
  expect(fits(type, { properties: { a: { type: 'number' } } })).toBe('unknown');
});

test('a schema that grows into itself is looked at so far', () => {
  const tree = { properties: { left: { $ref: '#' }, right: { $ref: '#' } }, required: ['left', 'right'] };
  let type = typeOfSchema({ type: 'object' });
  for (let depth = 0; depth < 40; depth += 1)
    type = objectOf([
      ['left', type],
      ['right', type],
    ]);
  expect(fits(type, tree)).toBe('unknown');
});
