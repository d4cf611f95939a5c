// Random expressions over data that notes what the reference implementation reads of it: all of it has to be found.
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { randomExpression } from '../testing/random-expressions.ts';
import { randomDescription } from '../testing/random-schemas.ts';
import { valueByReference } from '../testing/value-by-reference.ts';
import { ANY_NAME, type PathRead } from './path-reads.ts';
import { inspectExpression } from './inspect-expression.ts';

jest.setTimeout(120_000);

const RUNS = 3000;

/** Data that notes the path of each of its members that is looked at. */
function watched(value: unknown, names: readonly string[], note: (names: readonly string[]) => void): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, key, receiver) => {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== 'string' || !Object.hasOwn(target, key) || key === 'length') return found;
      if (Array.isArray(target)) return /^\d+$/.test(key) ? watched(found, names, note) : found;
      const path = [...names, key];
      note(path);
      return watched(found, path, note);
    },
  });
}

const randomData = randomDescription.map(({ value }) => value);

const beginsWith = (names: readonly string[], start: readonly string[]): boolean =>
  start.every((name, index) => names[index] === name);

/** Is a read part of what was found, or on the way to it? */
function covers({ variable, names }: PathRead, read: PathRead): boolean {
  // `$$` and the context of the expression are the same data.
  if (variable !== read.variable && !(variable === '$' && read.variable === '')) return false;
  const known = names.at(-1) === ANY_NAME ? names.slice(0, -1) : names;
  return beginsWith(read.names, known) || beginsWith(known, read.names);
}

test('all that is read is found', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(randomExpression, randomData, randomData, async (source, input, v) => {
      const reads: PathRead[] = [];
      const watch = (data: unknown, variable: string): unknown =>
        watched(data, [], (names) => reads.push({ variable, names }));
      const outcome = await valueByReference(source, { input: watch(input, ''), bindings: { v: watch(v, 'v') } });
      // Messages of errors show values that nobody had read.
      if (outcome === undefined) return;
      const { paths } = inspectExpression(source);
      expect(reads.filter((read) => !paths.some((path) => covers(path, read)))).toEqual([]);
      count += reads.length;
    }),
    { numRuns: RUNS, seed: 20_300_102 },
  );
  expect(count).toBeGreaterThan(RUNS / 10);
});
