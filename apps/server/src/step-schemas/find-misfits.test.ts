import type { JsonObject, JsonValue } from '@millrace/machine';
import { findMisfits } from './find-misfits.ts';

const path = '/machine/States/A/Arguments/values';
const about = { path, part: 'argument', connector: 'sheets', source: 'columns', input: {} } as const;
const schema: JsonObject = {
  ...{ type: 'object', required: ['name'], additionalProperties: false },
  properties: { name: { type: 'string' }, size: { type: 'number' }, code: { type: 'string', pattern: '^(a+)+$' } },
};
const misfits = (value: JsonValue, given: JsonObject = schema): readonly string[] =>
  findMisfits([{ ...about, value, schema: given }]).map(({ severity, path: at, code }) => `${severity} ${code} ${at}`);

test.each<[string, JsonValue, readonly string[]]>([
  ['what fits', { name: 'Ada', size: 3 }, []],
  ['what only a run knows', '{% $values %}', []],
  ['a member that only a run knows', { name: '{% $states.input.name %}' }, []],
  ['what the service does not know', { name: 'Ada', old: 1 }, [`error connector.arguments_invalid ${path}/old`]],
  ['what is missing', {}, [`error connector.arguments_invalid ${path}`]],
  [
    'an expression that gives something else',
    { name: '{% 5 %}' },
    [`warning connector.arguments_invalid ${path}/name`],
  ],
  ['a pattern, which the connector looks at', { name: 'Ada', code: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' }, []],
])('%s', (...[, value, expected]) => {
  expect(misfits(value)).toEqual(expected);
});

test('an argument that is not there, and an output, are not checked', () => {
  expect(findMisfits([{ ...about, schema }])).toEqual([]);
  expect(findMisfits([{ ...about, part: 'output', value: {}, schema }])).toEqual([]);
});

test('a schema without an end refuses nothing', () => {
  const endless: JsonObject = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
  expect(misfits({}, endless)).toEqual([]);
});

test('a service that says nothing is a warning', () => {
  expect(findMisfits([{ ...about, failure: 'It is asleep.' }])).toEqual([
    expect.objectContaining({
      ...{ code: 'connector.schema_unanswered', severity: 'warning', path },
      message: '"sheets" did not say what belongs here, so it was not checked: It is asleep.',
    }),
  ]);
});
