import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { canShow, fieldOf, fieldsOf, optionsOf, variantsOf } from './schema.ts';

const controlOf = (schema: JsonObject): string => fieldOf('x', schema, false).control;
const authentication: JsonObject = {
  anyOf: [
    { type: 'object', title: 'Bearer token', properties: { type: { const: 'bearer' }, token: { type: 'string' } } },
    { type: 'object', properties: { type: { const: 'basic' }, username: { type: 'string' } } },
  ],
};

describe('the control of a field', () => {
  test.each<[string, JsonObject]>([
    ['text', { type: 'string' }],
    ['longText', { type: 'string', maxLength: 500 }],
    ['longText', { type: 'string', 'x-ui': { control: 'longText' } }],
    ['number', { type: 'number' }],
    ['number', { type: 'integer' }],
    ['switch', { type: 'boolean' }],
    ['choice', { enum: ['a', 'b'] }],
    ['choice', { oneOf: [{ const: 'a', title: 'A' }, { const: 2 }] }],
    ['choices', { type: 'array', items: { enum: ['a', 'b'] } }],
    ['choices', { type: 'array', items: { oneOf: [{ const: 'a' }] } }],
    ['list', { type: 'array', items: { type: 'string' } }],
    ['options', { type: 'string', 'x-ui': { options: { action: 'agents' } } }],
    ['options', { 'x-ui': { options: { action: 'agents' } } }],
    ['optionList', { type: 'array', items: {}, 'x-ui': { options: { action: 'agents' } } }],
    ['json', { type: 'object', 'x-ui': { options: { action: 'agents' } } }],
    ['subSchema', { type: 'object', 'x-ui': { schema: { action: 'columns' } } }],
    ['json', { type: 'array', items: { type: 'object' } }],
    ['json', { type: 'array' }],
    ['group', { type: 'object', properties: { a: { type: 'string' } } }],
    ['keyValue', { type: 'object', additionalProperties: { type: 'string' } }],
    ['keyValue', { type: 'object', patternProperties: {} }],
    ['keyValue', { 'x-ui': { control: 'keyValue' } }],
    ['json', { type: 'object' }],
    ['variants', authentication],
    ['json', { ...authentication, 'x-ui': { control: 'json' } }],
    ['json', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['json', { type: 'null' }],
    ['json', { type: ['string', 'null'] }],
    ['json', {}],
    ['text', { type: 'string', 'x-ui': { control: 'telepathy' } }],
  ])('is %s for %j', (control, schema) => {
    expect(controlOf(schema)).toBe(control);
  });
});

describe('the fields of a schema', () => {
  test('keep its order unless hints give one, and say what is required', () => {
    const fields = fieldsOf({
      properties: { a: { title: 'A' }, b: { 'x-ui': { order: 1 } }, c: true, d: { 'x-ui': { advanced: true } } },
      required: ['a'],
    });
    expect(fields.map(({ name, title, isRequired, isAdvanced }) => [name, title, isRequired, isAdvanced])).toEqual([
      ['b', 'b', false, false],
      ['a', 'A', true, false],
      ['d', 'd', false, true],
    ]);
  });

  test('there are none without properties', () => {
    expect(fieldsOf({})).toEqual([]);
  });

  test('hints speak before descriptions, defaults stand in for placeholders', () => {
    expect(fieldOf('a', { description: 'long', 'x-ui': { help: 'short', placeholder: 'p' } }, false)).toMatchObject({
      help: 'short',
      placeholder: 'p',
    });
    expect(fieldOf('a', { description: 'long', default: { b: 1 } }, false)).toMatchObject({
      help: 'long',
      placeholder: '{"b":1}',
    });
    expect(fieldOf('a', { default: 'text' }, false).placeholder).toBe('text');
  });

  test('options keep their type', () => {
    expect(optionsOf({ enum: ['a', 2, true] })).toEqual([
      { label: 'a', value: 'a' },
      { label: '2', value: 2 },
      { label: 'true', value: true },
    ]);
    expect(optionsOf({})).toEqual([]);
  });

  test('options that read the same say what they stand for', () => {
    const twice = { const: 1, title: 'Same' };
    expect(optionsOf({ oneOf: [twice, { const: 'b', title: 'Same' }, { const: 'c' }] })).toEqual([
      { label: 'Same (1)', value: 1 },
      { label: 'Same ("b")', value: 'b' },
      { label: 'c', value: 'c' },
    ]);
    expect(optionsOf({ oneOf: [twice, { type: 'string' }] })).toEqual([]);
  });
});

describe('the shapes of a value', () => {
  test('are told apart by a constant member, which is no field', () => {
    const [bearer, basic] = variantsOf(authentication);
    expect(bearer).toMatchObject({ title: 'Bearer token', member: 'type', constant: 'bearer' });
    expect(fieldsOf(bearer?.schema ?? {}).map(({ name }) => name)).toEqual(['token']);
    expect(basic?.title).toBe('basic');
  });

  test('are none when the members differ or one has none', () => {
    const shape = (name: string): JsonObject => ({ properties: { [name]: { const: 1 } } });
    expect(variantsOf({ oneOf: [shape('a'), shape('b')] })).toEqual([]);
    expect(variantsOf({ oneOf: [shape('a'), {}] })).toEqual([]);
    expect(variantsOf({ oneOf: [shape('a'), true] })).toEqual([]);
    expect(variantsOf({ oneOf: [shape('a')] })[0]?.title).toBe('1');
  });
});

describe('what a control can show', () => {
  test.each<[JsonObject, JsonValue, JsonValue]>([
    [{ type: 'string' }, 'a', 1],
    [{ type: 'string', maxLength: 900 }, 'a', {}],
    [{ type: 'number' }, 1, '1'],
    [{ type: 'boolean' }, false, 'false'],
    [{ enum: ['a', 2] }, 2, '2'],
    [{ oneOf: [{ const: { id: 1 } }] }, { id: 1 }, { id: 2 }],
    [{ type: 'string', 'x-ui': { options: { action: 'a' } } }, 'a', {}],
    [{ type: 'array', items: {}, 'x-ui': { options: { action: 'a' } } }, ['a'], 'a'],
    [{ type: 'array', items: { enum: ['a'] } }, ['a'], ['b']],
    [{ type: 'array', items: { type: 'string' } }, ['a'], [{}]],
    [{ type: 'object', properties: {} }, {}, []],
    [{ type: 'object', additionalProperties: true }, { a: 1 }, 'a'],
    [authentication, { type: 'basic' }, { type: 'other' }],
  ])('%j shows %j, not %j', (schema, shown, hidden) => {
    const field = fieldOf('x', schema, false);
    expect(canShow(field, undefined)).toBe(true);
    expect(canShow(field, shown)).toBe(true);
    expect(canShow(field, hidden)).toBe(false);
  });

  test('JSON shows everything', () => {
    expect(canShow(fieldOf('x', {}, false), [{ a: null }])).toBe(true);
    expect(canShow(fieldOf('x', { 'x-ui': { options: { action: 'a' } } }, false), { a: null })).toBe(true);
  });
});
