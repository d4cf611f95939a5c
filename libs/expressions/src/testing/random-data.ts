// Random data for expressions. All of it is small, and its names are the ones that random expressions read.
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../json.ts';

/** Names of members. The first four are what most expressions read. */
export const NAMES = ['a', 'b', 'c', 'd'] as const;
const RARE_NAMES = ['and', 'or', 'in', 'a b', '1', '0', 'length', 'constructor', 'é', '😀', ''] as const;

const TEXTS = [
  '',
  'x',
  'y',
  'xy',
  '1',
  '12.5',
  ' a  b ',
  'é😀x',
  'a,b',
  '2030-01-02T03:04:05Z',
  'a',
  '{"a":1}',
] as const;

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 5 }) },
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom(true, false, null) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 2.25, -0, 1e21, 1e300, 0.1, 123456.789, -1234.5) },
);

const name = fc.oneof(
  { weight: 15, arbitrary: fc.constantFrom<string>(...NAMES) },
  { weight: 1, arbitrary: fc.constantFrom<string>(...RARE_NAMES) },
);

const { value: jsonValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** Objects that look alike, some of them with something missing: there is an order in them, and groups. */
const rows: fc.Arbitrary<JsonValue> = fc.array(
  fc.record(
    {
      a: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom<JsonValue>('x', null)),
      b: fc.constantFrom('x', 'y', 'xy'),
      c: fc.oneof(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }), scalar),
      d: fc.array(
        fc.record({ a: fc.integer({ min: 0, max: 2 }), b: scalar }, { requiredKeys: ['a'], noNullPrototype: true }),
        {
          maxLength: 2,
        },
      ),
    },
    { requiredKeys: ['b'], noNullPrototype: true },
  ),
  { maxLength: 4 },
);

/** Arrays in arrays. */
const nested = fc.constantFrom<JsonValue>(
  [[]],
  [[1, 2], [3]],
  [[[1]]],
  [[], [1]],
  [[{ a: 1 }], { a: 2 }],
  [[['x']], 'y'],
);

const value = fc.oneof(
  { weight: 4, arbitrary: jsonValue },
  { weight: 2, arbitrary: rows },
  { weight: 1, arbitrary: nested },
);

/** An input document; mostly an object, since paths begin there, and sometimes none. */
export const randomDocument: fc.Arbitrary<JsonValue | undefined> = fc.oneof(
  { weight: 12, arbitrary: fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }) },
  { weight: 3, arbitrary: value },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

/** Variables from outside. Some have the name of a function. */
export const randomBindings: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ v: value, w: rows, x: value }, { requiredKeys: [], noNullPrototype: true }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom('sum', 'clone', 'string', 'map', 'f'), value, { noNullPrototype: true }),
  },
);
