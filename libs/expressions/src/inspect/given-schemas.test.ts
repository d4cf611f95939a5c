import { describe, expect, test } from '@jest/globals';
import { typeOfSchema, type JsonSchema } from './given-schemas.ts';
import { toSchema } from './to-schema.ts';
import { UNKNOWN } from './types.ts';

const again = (schema: JsonSchema): JsonSchema => toSchema(typeOfSchema(schema));

describe('a schema that is only of types', () => {
  test.each<JsonSchema>([
    false,
    { type: 'null' },
    { type: 'boolean' },
    { type: 'integer' },
    { type: 'number' },
    { type: 'string' },
    { type: 'string', enum: ['a', 'b'] },
    { type: ['null', 'string'] },
    { type: 'array' },
    { type: 'array', items: { type: 'array', items: { type: 'string' } } },
    { type: 'object' },
    { type: 'object', additionalProperties: false },
    {
      type: 'object',
      properties: { a: { type: 'string' }, b: {} },
      required: ['a'],
      additionalProperties: { type: 'null' },
    },
    { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'integer' } }] },
  ])('stays as it is: %j', (schema) => {
    expect(again(schema)).toEqual(schema);
  });
});

describe('of other keywords', () => {
  test.each<[string, JsonSchema, JsonSchema]>([
    [
      'an enum is the types of its values',
      { enum: ['a', 1, null] },
      { anyOf: [{ type: 'null' }, { type: 'integer' }, { type: 'string', enum: ['a'] }] },
    ],
    [
      'a constant is its value',
      { const: { a: 1 } },
      { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false },
    ],
    ['anyOf and oneOf are either', { oneOf: [{ type: 'string' }, { type: 'null' }] }, { type: ['null', 'string'] }],
    [
      'allOf is what fits all',
      { allOf: [{ type: ['string', 'null'] }, { type: ['string', 'number'] }] },
      { type: 'string' },
    ],
    [
      'allOf puts members together',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
          { type: 'object', properties: { b: { type: 'null' } } },
        ],
      },
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'null' } }, required: ['a'] },
    ],
    ['a reference is what it leads to', { $ref: '#/$defs/a', $defs: { a: { type: 'null' } } }, { type: 'null' }],
    [
      'a type narrows a reference',
      { type: 'string', $ref: '#/$defs/a', $defs: { a: { type: ['string', 'null'] } } },
      { type: 'string' },
    ],
    [
      'prefix items count as items',
      { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'null' } },
      { type: 'array', items: { type: ['null', 'string'] } },
    ],
    ['nullable may mean null', { type: 'string', nullable: true }, { type: ['null', 'string'] }],
    ['formats and bounds say nothing', { type: 'string', format: 'uri', minLength: 1 }, { type: 'string' }],
    [
      'patterns leave members open',
      { type: 'object', patternProperties: { a: {} }, additionalProperties: false },
      { type: 'object' },
    ],
  ])('%s', (_, schema, expected) => {
    expect(again(schema)).toEqual(expected);
  });

  test.each<JsonSchema>([
    {},
    true,
    { $ref: 'https://example.com/a' },
    { $ref: '#/$defs/missing' },
    { $ref: '#/%' },
    { $ref: '#' },
    { title: 'A', if: { type: 'string' } },
    { allOf: [{ $id: 'https://example.com/b', type: 'string' }] },
  ])('nothing is known of %j', (schema) => {
    expect(typeOfSchema(schema)).toBe(UNKNOWN);
  });
});

test('members say nothing of values that are no objects', () => {
  expect(again({ properties: { a: { type: 'string' } } })).toEqual({
    anyOf: [
      ...[{ type: 'null' }, { type: 'boolean' }, { type: 'number' }, { type: 'string' }, { type: 'array' }],
      { type: 'object', properties: { a: { type: 'string' } } },
    ],
  });
});

test('a schema that grows into itself ends as unknown', () => {
  const tree = {
    type: 'object',
    properties: { left: { $ref: '#' }, right: { $ref: '#' } },
    additionalProperties: false,
  };
  const text = JSON.stringify(again(tree));
  expect(text.length).toBeGreaterThan(100);
  expect(text.length).toBeLessThan(10_000);
  expect(text).toContain('{}');
});
