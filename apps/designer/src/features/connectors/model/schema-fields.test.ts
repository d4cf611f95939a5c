import { fieldsOf } from './schema-fields.ts';

test('required members come first, with types in words', () => {
  const schema = {
    type: 'object',
    required: ['url'],
    properties: {
      method: { enum: ['GET', 'POST'] },
      tags: { type: 'array', items: { type: 'string' } },
      url: { type: 'string', description: 'Where to.' },
      body: {},
      auth: { oneOf: [{ type: 'object' }, { type: 'null' }] },
    },
  };
  expect(fieldsOf(schema).map(({ name, type, required }) => [name, type, required])).toEqual([
    ['url', 'string', true],
    ['method', 'GET | POST', false],
    ['tags', 'string[]', false],
    ['body', 'any', false],
    ['auth', 'object | null', false],
  ]);
});

test('a schema without members has no fields', () => expect(fieldsOf({})).toEqual([]));

test.each([
  [{ const: 'bearer' }, '"bearer"'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ anyOf: [{ type: 'string' }, { type: 'string' }] }, 'string'],
  [true, 'any'],
])('a member of the schema %j is %s', (member, type) => {
  expect(fieldsOf({ properties: { x: member } })[0]?.type).toBe(type);
});
