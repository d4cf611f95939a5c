import { nestedRows } from './nested-json.ts';

const nested = (input: string) => JSON.parse(nestedRows([{ id: 1, input }], ['input'])) as unknown;

test('an object or array is nested as it is', () => {
  expect(nested('{"a":[1,"x"]}')).toEqual([{ id: 1, input_json: { a: [1, 'x'] } }]);
  expect(nestedRows([{ input: '[1.0e5]' }, { input: '{}' }], ['input'])).toBe(
    '[{"input_json":[1.0e5]},{"input_json":{}}]',
  );
});

test.each([['null'], ['"text"'], ['12'], ['{"a":"\\u0000"}'], ['{"a":"\\ud800"}'], ['@sha256:00']])(
  'what the database could not read back as it is stays text: %s',
  (input) => expect(nested(input)).toEqual([{ id: 1, input }]),
);

test('no rows, and columns without a value', () => {
  expect(nestedRows([], [])).toBe('[]');
  expect(nestedRows<{ id: number; input: string | null }>([{ id: 1, input: null }], ['input'])).toBe(
    '[{"id":1,"input":null}]',
  );
});
