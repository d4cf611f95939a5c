// Random JSON Schemas, each with a value that fits it.
import fc from 'fast-check';
import type { JsonValue } from '../json.ts';

export interface Described {
  readonly schema: boolean | Readonly<Record<string, unknown>>;
  readonly value: JsonValue;
}
type Description = fc.Arbitrary<Described>;

const NAMES = ['a', 'b', 'c', 'd'];
const NUMBERS = [0, 1, 2, -1, 3, 0.5, 2.25];
const TEXTS = ['', 'x', 'y', 'xy', '1', '12'];

const described = (schema: Described['schema'], ...values: readonly JsonValue[]): Description =>
  fc.constantFrom(...values).map((value) => ({ schema, value }));

const scalar: Description = fc.oneof(
  described({ type: 'number' }, ...NUMBERS),
  described({ type: 'integer' }, ...NUMBERS.filter(Number.isInteger)),
  described({ type: 'string' }, ...TEXTS),
  described({ enum: ['x', 'y'] }, 'x', 'y'),
  described({ const: 'x' }, 'x'),
  described({ type: 'boolean' }, true, false),
  described({ type: 'null' }, null),
  described({ type: ['string', 'null'] }, 'x', null),
  described({ type: ['number', 'string'], title: 'either' }, 1, 0.5, 'y'),
  described({}, 1, 'x', null, [], [1], { a: 1 }, [{ a: 'x' }]),
);

/** One schema for all values of a list: the values are taken from others. */
function listOf(items: fc.Arbitrary<readonly Described[]>): Description {
  return items.map((all) => ({
    schema: {
      type: 'array',
      ...(all.length === 0 ? { items: { type: 'string' } } : { items: { anyOf: all.map(({ schema }) => schema) } }),
    },
    value: all.map(({ value }) => value),
  }));
}

interface Member {
  readonly name: string;
  readonly described: Described;
  readonly presence: 'required' | 'there' | 'missing';
}

function objectOf(members: readonly Member[], closing: 'open' | 'closed' | 'typed'): Described {
  const present = members.filter(({ presence }) => presence !== 'missing');
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(members.map(({ name, described: { schema } }) => [name, schema])),
      required: members.filter(({ presence }) => presence === 'required').map(({ name }) => name),
      ...(closing === 'open' ? {} : { additionalProperties: closing === 'typed' ? { type: 'integer' } : false }),
    },
    value: Object.fromEntries([
      ...(closing === 'closed' || members.some(({ name }) => name === 'd') ? [] : [['d', 5] as const]),
      ...present.map(({ name, described: { value } }) => [name, value] as const),
    ]),
  };
}

const { description } = fc.letrec<{ description: Described }>((tie) => ({
  description: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: scalar },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('description'), fc.nat(3)).map(([{ schema, value }, length]) => ({
        schema: { type: 'array', items: schema },
        value: Array.from({ length }, () => value),
      })),
    },
    { weight: 1, arbitrary: listOf(fc.array(tie('description'), { maxLength: 3 })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.uniqueArray(
            fc.record<Member>({
              name: fc.constantFrom(...NAMES),
              described: tie('description'),
              presence: fc.constantFrom('required', 'required', 'there', 'missing'),
            }),
            { selector: ({ name }) => name, maxLength: 4 },
          ),
          fc.constantFrom('open' as const, 'closed' as const, 'closed' as const, 'typed' as const),
        )
        .map(([members, closing]) => objectOf(members, closing)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('description'), tie('description'), fc.constantFrom('anyOf', 'reference', 'allOf'))
        .map(([first, second, form]) =>
          form === 'anyOf'
            ? { schema: { anyOf: [first.schema, second.schema] }, value: second.value }
            : form === 'allOf'
              ? { schema: { allOf: [first.schema, {}] }, value: first.value }
              : { schema: first.schema, value: first.value },
        ),
    },
  ),
}));

/** A schema, and a value that fits it. */
export const randomDescription: Description = description;
