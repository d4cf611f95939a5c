import type { JsonObject } from '@millrace/machine';
import type { StepSchema } from '@millrace/runtime';
import { findSchemaChanges } from './find-schema-changes.ts';

const of = (part: StepSchema['part'], schema: JsonObject): StepSchema => ({ path: '/machine/States/A', part, schema });
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const text: JsonObject = { type: 'string' };

test.each<[string, StepSchema['part'], JsonObject, JsonObject, string | undefined]>([
  ['nothing', 'argument', object({ a: text }), object({ a: { ...text, title: 'A' } }), undefined],
  ['a field that is new', 'argument', object({}), object({ a: text }), 'Its fields have changed: "a" is new.'],
  ['one that is gone', 'argument', object({ a: text }), object({}), 'Its fields have changed: "a" is gone.'],
  [
    'one that is required',
    'argument',
    object({ a: text }),
    object({ a: text }, { required: ['a'] }),
    'Its fields have changed: "a" is required now.',
  ],
  ['one that need not be there', 'argument', object({ a: text }, { required: ['a'] }), object({ a: text }), undefined],
  [
    'fewer choices',
    'argument',
    object({ a: { enum: ['x', 'y'] } }),
    object({ a: { enum: ['x'] } }),
    'Its fields have changed: "a" has other choices.',
  ],
  [
    'other bounds',
    'argument',
    object({ a: text }),
    object({ a: { ...text, maxLength: 3 } }),
    'Its fields have changed: "a" is another value.',
  ],
  [
    'another type',
    'output',
    object({ a: text }),
    object({ a: { type: 'number' } }),
    'Its output has changed: "a" has another type.',
  ],
  ['more in an output', 'output', object({}), object({ a: text }), undefined],
  [
    'less in an output',
    'output',
    object({ a: object({ b: text }) }),
    object({ a: object({}) }),
    'Its output has changed: "a.b" is gone.',
  ],
  [
    'fewer values in an output',
    'output',
    object({ a: { enum: ['x', 'y'] } }),
    object({ a: { enum: ['x'] } }),
    undefined,
  ],
])('%s', (...[, part, before, after, message]) => {
  const changes = findSchemaChanges([of(part, before)], [of(part, after)]);
  expect(changes.map((change) => change.message)).toEqual(message === undefined ? [] : [message]);
});

test('many changes are not all named', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const fields = object(Object.fromEntries(names.map((name) => [name, text])));
  const [change] = findSchemaChanges([of('argument', fields)], [of('argument', object({}))]);
  expect(change?.message).toMatch(/"e" is gone, and 2 more\.$/);
});

test('what has no answer now is not compared', () => {
  expect(findSchemaChanges([of('argument', object({ a: text }))], [of('output', object({}))])).toEqual([]);
});
