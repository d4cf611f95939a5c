// Random expressions over random data of known schemas: what the reference implementation makes of them has to belong
// to the inferred type, and a schema has to fit as it was said.
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../json.ts';
import { accepts } from '../testing/accepts.ts';
import { randomExpression } from '../testing/random-expressions.ts';
import { randomDescription } from '../testing/random-schemas.ts';
import { valueByReference } from '../testing/value-by-reference.ts';
import { fits } from './fits.ts';
import { inferType } from './infer-type.ts';
import { toSchema } from './to-schema.ts';
import { UNKNOWN, type InferredType, type KnownType } from './types.ts';

jest.setTimeout(120_000);

const RUNS = 3000;

const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value));

function belongs(value: unknown, type: InferredType): boolean {
  if (type === UNKNOWN) return true;
  if (value === undefined) return type.nothing;
  if (value === null) return type.null;
  if (isFunction(value)) return type.function;
  if (typeof value === 'object') return Array.isArray(value) ? arrayBelongs(value, type) : objectBelongs(value, type);
  return scalarBelongs(value, type);
}

function scalarBelongs(value: unknown, { boolean, number, string }: KnownType): boolean {
  if (typeof value === 'boolean') return boolean;
  if (typeof value === 'number') return number === 'number' || (number === 'integer' && Number.isInteger(value));
  return string === true || (string !== false && string.includes(value as string));
}

function arrayBelongs(items: readonly unknown[], { array }: KnownType): boolean {
  return array !== false && items.every((item) => belongs(item, array.items));
}

function objectBelongs(value: object, { object }: KnownType): boolean {
  if (object === false) return false;
  const names = new Set([...Object.keys(value), ...object.members.keys()]);
  return [...names].every((name) =>
    belongs((value as Readonly<Record<string, unknown>>)[name], object.members.get(name) ?? object.others),
  );
}

/** The value as JSON; undefined where JSON cannot write all of it. */
function plain(value: unknown): JsonValue | undefined {
  let isWhole = true;
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (part === undefined || isFunction(part) || (typeof part === 'number' && !Number.isFinite(part))) isWhole = false;
    return isFunction(part) ? null : part;
  }) as string | undefined;
  return text === undefined || !(isWhole as boolean) ? undefined : (JSON.parse(text) as JsonValue);
}

test('every value belongs to the type of its expression, and fits what it was said to fit', async () => {
  const seen = { values: 0, known: 0, yes: 0, no: 0 };
  const trial = fc.record({
    source: randomExpression,
    input: randomDescription,
    v: randomDescription,
    field: randomDescription,
  });
  await fc.assert(
    fc.asyncProperty(trial, async ({ source, input, v, field }) => {
      const data = structuredClone({ input: input.value, v: v.value });
      const outcome = await valueByReference(source, { input: data.input, bindings: { v: data.v } });
      // A transformation may change the data under the eyes of the rest of the expression.
      if (outcome === undefined || plain(data.input) === undefined || plain(data.v) === undefined) return;
      if (JSON.stringify(data) !== JSON.stringify({ input: input.value, v: v.value })) return;
      const type = inferType(source, { input: input.schema, variables: { v: v.schema } });
      seen.values += 1;
      if (type !== UNKNOWN) seen.known += 1;
      expect([outcome.value, belongs(outcome.value, type)]).toEqual([outcome.value, true]);
      const result = plain(outcome.value);
      if (result === undefined) return;
      expect(accepts(toSchema(type), result)).toBe(true);
      const fit = fits(type, field.schema);
      if (fit === 'unknown') return;
      seen[fit] += 1;
      expect(accepts(field.schema, result)).toBe(fit === 'yes');
    }),
    { numRuns: RUNS, seed: 20_300_102 },
  );
  expect(seen.known).toBeGreaterThan(RUNS / 4);
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(RUNS / 100);
});
