import { expect, test } from '@jest/globals';
import { fieldsOf } from './schema-fields.ts';

test('required members come first, with types in words', () => {
  const schema = {
    type: 'object',
    required: ['url'],
    properties: {
      method: { enum: ['GET', 'POST'] },
      tags: { type: 'array', items: { type: 'string' } },
      url: { type: 'string', format: 'uri', description: 'Where to.' },
      body: {},
      auth: { oneOf: [{ type: 'object' }, { type: 'null' }] },
    },
  };
  expect(fieldsOf(schema).map(({ path, type, required }) => [path, type, required])).toEqual([
    ['url', 'uri', true],
    ['method', 'GET | POST', false],
    ['tags', 'string[]', false],
    ['body', 'any', false],
    ['auth', 'object | null', false],
  ]);
});

test('members inside of members follow them, to the third level', () => {
  const deep = { type: 'object', properties: { c: { type: 'object', properties: { d: { type: 'string' } } } } };
  const schema = {
    properties: {
      lines: {
        type: 'array',
        items: { type: 'object', required: ['price'], properties: { price: { type: 'number' } } },
      },
      a: { type: 'object', properties: { b: deep } },
    },
  };
  expect(fieldsOf(schema).map(({ path, type, depth, required }) => [path, type, depth, required])).toEqual([
    ['lines', 'object[]', 0, false],
    ['lines[].price', 'number', 1, true],
    ['a', 'object', 0, false],
    ['a.b', 'object', 1, false],
    ['a.b.c', 'object', 2, false],
  ]);
});

test('a list says what its items are', () => {
  const schema = {
    type: 'array',
    items: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
  };
  expect(fieldsOf(schema).map(({ path, required }) => [path, required])).toEqual([['[].id', true]]);
});

test('a schema without members has no fields', () => expect(fieldsOf({})).toEqual([]));

test.each([
  [{ const: 'bearer' }, '"bearer"'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ anyOf: [{ type: 'string' }, { type: 'string' }] }, 'string'],
  [{ anyOf: [] }, 'any'],
  [{ type: 'array' }, 'any[]'],
  [{ enum: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, '1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | …'],
  [true, 'any'],
])('a member of the schema %j is %s', (member, type) => {
  expect(fieldsOf({ properties: { x: member } })[0]?.type).toBe(type);
});

test('a member says what is taken when it is left out, and takes its words from the hints too', () => {
  const [field] = fieldsOf({ properties: { size: { type: 'integer', default: 20, 'x-ui': { help: 'Of a page.' } } } });
  expect(field).toMatchObject({ usual: '20', description: 'Of a page.' });
});
