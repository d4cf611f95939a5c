import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { JsonValue } from '../json.ts';
import { expressionOf } from '../template.ts';
import { checkSchema } from './check-schema.ts';

const brief = (schema: JsonValue, value: JsonValue): readonly string[] =>
  checkSchema(schema, value).map(({ path, message }) => `${path} ${message}`);

describe('says what is wrong, and where', () => {
  test.each<[string, JsonValue, JsonValue, readonly string[]]>([
    ['type', { type: 'string' }, 1, [' must be a string, but is a number']],
    ['type', { type: ['array', 'object'] }, null, [' must be an array or an object, but is null']],
    ['integer', { type: 'integer' }, 1.5, [' must be an integer, but is a number']],
    ['const', { const: { a: 1 } }, 2, [' must be {"a":1}']],
    ['enum', { enum: ['a', 1, null] }, 'b', [' must be one of "a", 1, null']],
    ['minLength', { minLength: 1 }, '', [' must not be empty']],
    ['minLength', { minLength: 3 }, 'ab', [' must have 3 characters at least']],
    ['minLength counts characters', { minLength: 2 }, '😀', [' must have 2 characters at least']],
    ['maxLength', { maxLength: 2 }, 'abc', [' must have 2 characters at most']],
    ['maxLength counts characters', { maxLength: 2 }, '😀😀', []],
    ['pattern', { pattern: '^a' }, 'b', [' must match "^a", but is "b"']],
    ['pattern with a message', { pattern: '^a', patternMessage: 'must begin with a' }, 'b', [' must begin with a']],
    ['pattern that is none', { pattern: '(' }, 'b', []],
    ['minimum', { minimum: 2 }, 1, [' must be 2 or more']],
    ['maximum', { maximum: 2 }, 3, [' must be 2 or less']],
    ['exclusiveMinimum', { exclusiveMinimum: 2 }, 2, [' must be more than 2']],
    ['exclusiveMaximum', { exclusiveMaximum: 2 }, 2, [' must be less than 2']],
    ['minItems', { minItems: 1 }, [], [' must have 1 item at least']],
    ['maxItems', { maxItems: 1 }, [1, 2], [' must have 1 item at most']],
    ['items', { items: { type: 'string' } }, ['a', 1], ['/1 must be a string, but is a number']],
    ['minProperties', { minProperties: 1 }, {}, [' must have 1 member at least']],
    ['required', { required: ['a', 'b'] }, { a: 1 }, [' must have the member "b"']],
    ['required, of its own', { required: ['toString'] }, {}, [' must have the member "toString"']],
    ['properties', { properties: { 'a/b': { type: 'null' } } }, { 'a/b': 1 }, ['/a~1b must be null, but is a number']],
    ['propertyNames', { propertyNames: { maxLength: 1 } }, { ab: 1 }, ['/ab must have 1 character at most']],
    ['additionalProperties', { additionalProperties: false }, { a: 1 }, ['/a has the unknown member "a"']],
    [
      'additionalProperties as a schema',
      { additionalProperties: { type: 'null' } },
      { a: 1 },
      ['/a must be null, but is a number'],
    ],
    [
      'patternProperties',
      { patternProperties: { '^x': { type: 'null' } }, additionalProperties: false },
      { x1: 1, y: 1 },
      ['/x1 must be null, but is a number', '/y has the unknown member "y"'],
    ],
    ['allOf', { allOf: [{ minimum: 2 }, { maximum: 0 }] }, 1, [' must be 2 or more', ' must be 0 or less']],
    [
      'anyOf',
      { anyOf: [{ type: 'null' }, { type: 'string' }] },
      1,
      [' must match one of the forms that are allowed here'],
    ],
    ['oneOf', { oneOf: [{ type: 'null' }, { minimum: 2 }] }, 1, [' must match one of the forms that are allowed here']],
    ['if and then', { if: { minimum: 5 }, then: { maximum: 9 }, else: { minimum: 3 } }, 10, [' must be 9 or less']],
    ['if and else', { if: { minimum: 5 }, then: { maximum: 9 }, else: { minimum: 3 } }, 1, [' must be 3 or more']],
    ['nothing of what it does not know', { format: 'email', not: {} }, 'x', []],
    ['nothing of a schema that is none', true, 'x', []],
  ])('%s', (...[, schema, value, expected]) => expect(brief(schema, value)).toEqual(expected));

  test('with the names that are known', () => {
    const schema = { properties: { a: {}, b: {} }, additionalProperties: false };
    expect(checkSchema(schema, { c: 1 })).toMatchObject([{ keyword: 'additionalProperties', known: ['a', 'b'] }]);
  });

  test('below the path that it is given', () => {
    expect(checkSchema({ items: { type: 'null' } }, [1], { path: '/a' })).toMatchObject([{ path: '/a/0' }]);
  });
});

test('leaves open values alone, wherever they stand', () => {
  const isOpen = (value: JsonValue): boolean => typeof value === 'string' && expressionOf(value) !== undefined;
  const schema = {
    type: 'object',
    properties: { count: { type: 'number' }, kind: { enum: ['a'] } },
    required: ['count'],
    additionalProperties: false,
  };
  expect(checkSchema(schema, '{% $all %}', { isOpen })).toEqual([]);
  expect(checkSchema(schema, { count: '{% $n %}', kind: '{% $k %}' }, { isOpen })).toEqual([]);
  expect(checkSchema(schema, { count: 'n', more: '{% $k %}' }, { isOpen }).map(({ path }) => path)).toEqual([
    '/count',
    '/more',
  ]);
});

test('keeps no more patterns than it needs', () => {
  for (let index = 0; index < 1200; index += 1) expect(brief({ pattern: `^${index}$` }, String(index))).toEqual([]);
  expect(brief({ pattern: '^0$' }, '1')).toHaveLength(1);
});

describe('agrees with a full validator', () => {
  // Not the one for draft 2020: what it notes for `unevaluatedProperties` throws below `anyOf` and `patternProperties`.
  const ajv = new Ajv({ strict: false, validateFormats: false, ownProperties: true });
  const keys = fc.constantFrom('a', 'b', 'constructor');
  const scalar = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom<JsonValue>('', 'a', 'ab', '😀', null, true, 0.5),
  );
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value')),
    ),
  }));
  const small = fc.integer({ min: 0, max: 3 });
  const bound = fc.integer({ min: -3, max: 3 });
  const types = ['string', 'number', 'integer', 'object', 'array', 'null', 'boolean', ['string', 'null']] as const;
  const keyword = (name: string, argument: fc.Arbitrary<JsonValue>) => argument.map((it) => [name, it] as const);
  const plain = [
    keyword('type', fc.constantFrom<JsonValue>(...types)),
    keyword('const', scalar),
    keyword('enum', fc.uniqueArray(scalar, { minLength: 1, maxLength: 3, selector: (item) => JSON.stringify(item) })),
    keyword('pattern', fc.constantFrom('^a', 'b$', '^.$')),
    keyword('required', fc.uniqueArray(keys)),
    ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties'].map((name) => keyword(name, small)),
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map((name) => keyword(name, bound)),
  ];
  const nesting = (part: fc.Arbitrary<JsonValue>) => [
    ...['items', 'propertyNames', 'if', 'then', 'else'].map((name) => keyword(name, part)),
    ...['allOf', 'anyOf'].map((name) => keyword(name, fc.array(part, { minLength: 1, maxLength: 2 }))),
    keyword('properties', fc.dictionary(keys, part)),
    keyword('patternProperties', fc.dictionary(fc.constantFrom('^a', 'c'), part)),
    keyword('additionalProperties', fc.oneof(fc.constant(false), part)),
  ];
  /** A few keywords at a time: most values break one of many. */
  const few = (keywords: readonly fc.Arbitrary<readonly [string, JsonValue]>[]): fc.Arbitrary<JsonValue> =>
    fc
      .uniqueArray(fc.oneof(...keywords), { maxLength: 4, selector: ([name]) => name })
      .map((pairs) => Object.fromEntries(pairs));
  const leaf = few(plain);
  const schema = few([...plain, ...nesting(few([...plain, ...nesting(leaf)]))]);

  test('on which values fit which schemas', () => {
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 5, maxLength: 5 }), (one, values) => {
        const isValid = ajv.compile(one as object);
        for (const candidate of values) expect(checkSchema(one, candidate).length === 0).toBe(isValid(candidate));
      }),
      { numRuns: 300 },
    );
  });
});
