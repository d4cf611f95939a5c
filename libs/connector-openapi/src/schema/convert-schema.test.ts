import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { convertSchema } from './convert-schema.ts';
import { MAX_NODES } from './deepest-fit.ts';
import type { Direction } from './keywords.ts';

interface Given {
  readonly direction?: Direction;
  readonly schemas?: JsonObject;
  readonly hasFiles?: boolean;
}
function convert(schema: JsonValue, { direction = 'input', schemas = {}, hasFiles = false }: Given = {}) {
  const warnings: string[] = [];
  const source = { components: { schemas } };
  const warn = (message: string): number => warnings.push(message);
  return { schema: convertSchema(schema, { source, direction, hasFiles, warn }), warnings };
}
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };

test.each<[string, JsonValue, JsonValue]>([
  ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'nullable choices',
    { type: 'string', enum: ['a', 'b'], nullable: true },
    { type: ['string', 'null'], enum: ['a', 'b', null] },
  ],
  [
    'nullable alternatives',
    { oneOf: [text, { type: 'integer' }], nullable: true },
    { anyOf: [text, { type: 'integer' }, { type: 'null' }] },
  ],
  ['null beside alternatives', { type: 'null', oneOf: [text] }, { anyOf: [text, { type: 'null' }] }],
  ['types of 3.1', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
  [
    'a bound that is out',
    { type: 'number', minimum: 0, exclusiveMinimum: true },
    { type: 'number', exclusiveMinimum: 0 },
  ],
  ['a bound that is in', { type: 'number', maximum: 9, exclusiveMaximum: false }, { type: 'number', maximum: 9 }],
  ['a bound of 3.1', { type: 'number', exclusiveMinimum: 1 }, { type: 'number', exclusiveMinimum: 1 }],
  ['words for machines', { type: 'string', example: 'x', 'x-internal': 1, xml: {}, externalDocs: {} }, text],
  ['a single choice', { type: 'string', enum: ['only'] }, { type: 'string', const: 'only' }],
  ['choices said twice', { enum: ['a', 'b', 'a'] }, { enum: ['a', 'b'] }],
  ['an unknown format', { type: 'string', format: 'phone' }, text],
  ['a type of another language', { type: 'int' }, { type: 'integer' }],
  ['a type that is none', { type: 'any' }, {}],
  ['no type', { properties: { a: text } }, { type: 'object', properties: { a: text } }],
  ['keywords of a wrong kind', { type: 'string', minLength: '5', required: true, enum: 'a', maxLength: -1 }, text],
  ['an array of one of these', { type: 'array', items: [text] }, { type: 'array', prefixItems: [text] }],
  ['true', true, {}],
  ['false', false, { not: {} }],
  ['nothing', null, {}],
  ['a pattern of another language', { type: 'string', pattern: '(?i)a' }, text],
  ['a pattern that never ends', { type: 'string', pattern: '^(a+)+$' }, text],
  ['a pattern', { type: 'string', pattern: '^[a-z]+$' }, { type: 'string', pattern: '^[a-z]+$' }],
])('%s', (_, given, expected) => expect(convert(given).schema).toEqual(expected));

describe('parts', () => {
  test('of one object are one object', () => {
    const whole = convert(
      {
        allOf: [ref('Base'), { type: 'object', required: ['b'], properties: { b: { type: 'integer' } } }],
        title: 'Both',
      },
      { schemas: { Base: { type: 'object', required: ['a'], properties: { a: text } } } },
    );
    expect(whole.schema).toEqual({
      ...{ type: 'object', title: 'Both', required: ['a', 'b'] },
      properties: { a: text, b: { type: 'integer' } },
    });
  });
  test('of one text are one text', () =>
    expect(
      convert({
        allOf: [
          { type: 'string', minLength: 2 },
          { type: 'string', format: 'uri' },
        ],
      }).schema,
    ).toEqual({
      ...{ type: 'string', minLength: 2, format: 'uri' },
    }));
  test('that exclude each other stay parts', () =>
    expect(convert({ allOf: [text, { type: 'integer' }] }).schema).toEqual({ allOf: [text, { type: 'integer' }] }));
  test('a closed part stays closed', () =>
    expect(
      convert({ allOf: [{ type: 'object', additionalProperties: false }, { properties: { a: text } }] }).schema,
    ).toHaveProperty('allOf'));
});

describe('references', () => {
  test('words beside them count', () =>
    expect(
      convert({ ...ref('Name'), description: 'Of the dog.', nullable: true }, { schemas: { Name: text } }).schema,
    ).toEqual({ type: ['string', 'null'], description: 'Of the dog.' }));
  test('a circle ends where it closes', () => {
    const Node = {
      type: 'object',
      properties: { value: text, next: ref('Node'), list: { type: 'array', items: ref('Node') } },
    };
    const cut = { type: 'object', title: 'Node' };
    expect(convert(ref('Node'), { schemas: { Node } }).schema).toEqual({
      type: 'object',
      properties: { value: text, next: cut, list: { type: 'array', items: cut } },
    });
  });
  test.each([
    'https://evil.example/a.json',
    'other.yaml#/A',
    'file:///etc/passwd',
    '#/components/schemas/Missing',
    '#foo',
  ])('%s is any value, and told of', ($ref) => {
    const { schema, warnings } = convert({ type: 'object', properties: { a: { $ref } } });
    expect(Object.keys((schema.properties as JsonObject).a as JsonObject).filter((name) => name !== 'title')).toEqual(
      [],
    );
    expect(warnings).toHaveLength(1);
  });
  test('that only point to each other are any value', () =>
    expect(convert(ref('A'), { schemas: { A: ref('B'), B: ref('A') } })).toMatchObject({
      warnings: [expect.anything()],
    }));
  test('names are unescaped', () =>
    expect(convert({ $ref: '#/components/schemas/a~1b%20c~0' }, { schemas: { 'a/b c~': text } }).schema).toEqual(text));
});

describe('size', () => {
  const nested = (levels: number): JsonObject =>
    levels === 0 ? text : { type: 'object', properties: { a: nested(levels - 1) } };
  const levelsOf = (schema: JsonValue): number => {
    const inner = ((schema as JsonObject).properties as JsonObject | undefined)?.a;
    return inner === undefined ? 0 : 1 + levelsOf(inner);
  };
  test('six levels are kept, and no more', () => {
    expect(levelsOf(convert(nested(6)).schema)).toBe(6);
    expect(levelsOf(convert(nested(9)).schema)).toBe(6);
  });
  test('too many fields are fewer levels for all, instead of none for some', () => {
    const wide = (levels: number): JsonObject => ({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [
          index === 0 ? 'a' : `p${index}`,
          levels === 1 ? text : wide(levels - 1),
        ]),
      ),
    });
    // 20 + 400 + 8,000: the third level is too many.
    expect(levelsOf(convert(wide(4)).schema)).toBe(2);
  });
  test('what has more fields than that at once is any value, and told of', () => {
    const names = Array.from({ length: MAX_NODES + 1 }, (_, index) => [`p${index}`, text] as const);
    const { schema, warnings } = convert({ type: 'object', properties: Object.fromEntries(names) });
    expect(schema).toEqual({});
    expect(warnings).toHaveLength(1);
  });
  test('combinations of combinations end', () => {
    let deep: JsonObject = text;
    for (let level = 0; level < 2000; level += 1) deep = { allOf: [deep] };
    expect(convert(deep).warnings).toEqual([]);
  });
});

describe('directions', () => {
  const both = {
    type: 'object',
    required: ['id', 'secret'],
    properties: { id: { ...text, readOnly: true }, secret: { ...text, writeOnly: true }, made: ref('Made') },
  };
  const schemas = { Made: { ...text, readOnly: true } };
  test('what only the service sets is not asked for', () =>
    expect(convert(both, { schemas }).schema).toEqual({
      type: 'object',
      properties: { secret: text },
      required: ['secret'],
    }));
  test('what it never tells is not promised', () =>
    expect(convert(both, { schemas, direction: 'output' }).schema).toEqual({
      ...{ type: 'object', required: ['id'] },
      properties: { id: text, made: text },
    }));
  test('an answer may have more members than the document knows', () => {
    const closed = { type: 'object', additionalProperties: false };
    expect(convert(closed, { direction: 'output' }).schema).toEqual({ type: 'object' });
    expect(convert(closed).schema).toEqual(closed);
  });
});

test('bytes are files where files can be, and texts inside JSON', () => {
  const binary = { type: 'string', format: 'binary', description: 'A picture.' };
  expect(convert(binary, { hasFiles: true }).schema).toMatchObject({ 'x-file': true, description: 'A picture.' });
  expect(convert(binary).schema).toEqual({ type: 'string', description: 'A picture.' });
  expect(convert({ type: 'file' }).schema).toMatchObject({ 'x-file': true });
  expect(convert({ contentMediaType: 'image/png' }, { hasFiles: true }).schema).toMatchObject({ 'x-file': true });
});

test('alternatives are named by their discriminator', () => {
  const Cat = { type: 'object', properties: { kind: text, lives: { type: 'integer' } } };
  const Dog = { type: 'object', properties: { kind: text } };
  const { schema } = convert(
    {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
    },
    { schemas: { Cat, Dog } },
  );
  expect(schema.anyOf).toMatchObject([
    { properties: { kind: { const: 'cat' } } },
    { properties: { kind: { const: 'Dog' } } },
  ]);
});

test('members that would change all objects are left out', () => {
  const given = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
  ) as JsonObject;
  expect(JSON.stringify(convert(given).schema)).toBe(
    '{"type":"object","properties":{"constructor":{"type":"string"}}}',
  );
});
