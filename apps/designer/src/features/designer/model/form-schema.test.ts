import { describe, expect, test } from '@jest/globals';
import {
  FIELD_KINDS,
  fieldsOfForm,
  kindOf,
  NEW_FIELD,
  optionsOf,
  schemaOfForm,
  typedIn,
  withKind,
} from './form-schema.ts';

const named = (name: string, isRequired = false) => ({ ...NEW_FIELD, name, isRequired });

describe('the kind of a field', () => {
  test.each(FIELD_KINDS)('%s is known again', (kind) => {
    const field = withKind({ ...named('a'), schema: { title: 'A', description: 'Of A', minLength: 3 } }, kind, 'One');
    expect(kindOf(field.schema)).toBe(kind);
    expect(field.schema).toMatchObject({ title: 'A', description: 'Of A' });
    expect(field.schema).not.toHaveProperty('minLength');
  });

  test('limits do not change it', () => {
    expect(kindOf({ type: 'string', minLength: 1, maxLength: 5, pattern: '^a' })).toBe('text');
    expect(kindOf({ type: 'number', minimum: 1 })).toBe('number');
  });

  test.each([
    [{}],
    [{ type: ['string', 'null'] }],
    [{ type: 'object', properties: {} }],
    [{ type: 'string', format: 'ipv4' }],
    [{ type: 'string', enum: [1] }],
    [{ type: 'string', enum: [] }],
    [{ type: 'integer', enum: [1, 2] }],
    [{ type: 'string', oneOf: [{ const: 'a', title: 'A' }] }],
    [{ type: 'string', 'x-ui': { control: 'json' } }],
    [{ type: 'string', contentMediaType: 'text/html' }],
    [{ type: 'string', writeOnly: true }],
  ])('%j has none', (schema) => {
    expect(kindOf(schema)).toBeUndefined();
  });

  test('a choice is among its texts', () => {
    expect(optionsOf({ type: 'string', enum: ['a', 'b'] })).toEqual(['a', 'b']);
    expect(optionsOf({ type: 'string', enum: ['a', 1] })).toEqual([]);
  });
});

describe('the fields of a form', () => {
  const schema = {
    type: 'object',
    title: 'Order',
    properties: { id: { type: 'string', minLength: 1 }, tags: { type: 'array' } },
    required: ['id'],
    additionalProperties: true,
  };

  test('are its members, and what they say stays', () => {
    const fields = fieldsOfForm(schema) ?? [];
    expect(fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['id', true],
      ['tags', false],
    ]);
    expect(schemaOfForm(schema, fields)).toEqual(schema);
  });

  test('keep their order, and what is gone is not demanded', () => {
    const [id, tags] = fieldsOfForm(schema) ?? [];
    if (id === undefined || tags === undefined) throw new Error('There are two.');
    expect(Object.keys(schemaOfForm(schema, [tags, id])?.properties as object)).toEqual(['tags', 'id']);
    expect(schemaOfForm(schema, [tags])).toEqual({
      ...{ type: 'object', title: 'Order', additionalProperties: true },
      properties: { tags: { type: 'array' } },
    });
  });

  test('a name that is demanded and is no field stays demanded', () => {
    const other = { ...schema, required: ['id', 'elsewhere'] };
    expect(schemaOfForm(other, [])).toMatchObject({ properties: {}, required: ['elsewhere'] });
  });

  test('without a name, or with one that is taken, are not kept', () => {
    expect(schemaOfForm(undefined, [named('a', true), named(''), named('a')])).toEqual({
      ...{ type: 'object', additionalProperties: false },
      ...{ properties: { a: { type: 'string' } }, required: ['a'] },
    });
  });

  test('none: nothing is left', () => {
    expect(schemaOfForm(schemaOfForm(undefined, [named('a')]), [])).toBeUndefined();
    expect(fieldsOfForm(undefined)).toEqual([]);
  });

  test.each([[true], ['text'], [{ type: 'array' }], [{ properties: [] }], [{ properties: { a: true } }]])(
    '%j has no list of them',
    (other) => {
      expect(fieldsOfForm(other as never)).toBeUndefined();
    },
  );
});

describe('what is typed in a field is one edit', () => {
  const [a, b] = [named('a'), named('b')];

  test('its name, its label, and the first letter of a new one', () => {
    expect(typedIn([a, b], [a, named('bc')])).toBe(1);
    expect(typedIn([a, b], [{ ...a, schema: { ...a.schema, title: 'A' } }, b])).toBe(0);
    expect(typedIn([a], [a, b])).toBe(1);
  });

  test('any other change is one of its own', () => {
    expect(typedIn([a, b], [a])).toBeUndefined();
    expect(typedIn([a, b], [b, a])).toBeUndefined();
    expect(typedIn([a, b], [a, withKind(b, 'number', '')])).toBeUndefined();
    expect(typedIn([a, b], [{ ...a, isRequired: true }, b])).toBeUndefined();
    expect(typedIn([a, b], [a, b])).toBeUndefined();
  });
});
