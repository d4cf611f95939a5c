import { expect, test } from '@jest/globals';
import { checkSchema, type JsonObject } from '@millrace/machine';
import { sampleFromSchema } from './sample-from-schema.ts';

const text = { type: 'string' };

const CASES: readonly (readonly [string, JsonObject])[] = [
  ['text of a length', { type: 'string', minLength: 8, maxLength: 9 }],
  ['a number above', { type: 'number', exclusiveMinimum: 3 }],
  ['a number below', { type: 'integer', maximum: -2 }],
  ['a number below a fraction', { type: 'number', exclusiveMaximum: 0.5 }],
  ['a multiple', { type: 'integer', multipleOf: 5, minimum: 7 }],
  ['one of several', { enum: ['red', 'green'] }],
  ['what is constant', { const: { a: [1] } }],
  ['a list with items', { type: 'array', items: { type: 'integer' }, minItems: 2 }],
  ['null or text', { type: ['null', 'string'] }],
  ['no type at all', { properties: { a: text }, required: ['a'] }],
  ['alternatives', { type: 'object', oneOf: [{ properties: { kind: { const: 'a' } }, required: ['kind'] }] }],
  [
    'parts of one',
    {
      allOf: [
        { type: 'object', properties: { a: text } },
        { properties: { b: text }, required: ['a', 'b'] },
      ],
    },
  ],
  [
    'a definition that contains itself',
    {
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, id: text }, required: ['id'] } },
      $ref: '#/$defs/node',
    },
  ],
];

test.each(CASES)('%s', (_, schema) => {
  expect(checkSchema(schema, sampleFromSchema(schema))).toEqual([]);
});

test('what the schema gives as an example comes first', () => {
  const member = { type: 'string', default: 'b', examples: ['a'] };
  expect(sampleFromSchema({ type: 'object', properties: { member } })).toEqual({ member: 'a' });
});

test('a schema that only refers to itself ends', () => {
  const schema = { $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' };
  expect(sampleFromSchema(schema)).toBeNull();
});
