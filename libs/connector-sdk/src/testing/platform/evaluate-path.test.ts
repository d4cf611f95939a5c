import type { JsonValue } from '../../json.ts';
import { evaluatePath } from './evaluate-path.ts';

const ROOT: JsonValue = { input: { a: 1, 'odd name': 2, list: [{ n: 1 }, { n: 2 }, {}] }, status: 'open' };

test.each<[string, JsonValue | undefined]>([
  ['input.a', 1],
  ['$.input.a', 1],
  ['input.`odd name`', 2],
  ['input.list.n', [1, 2]],
  ['input.missing.deeper', undefined],
  ['$', ROOT],
  ['"a.b"', 'a.b'],
  ["'single'", 'single'],
  ['12', 12],
  ['status = "open"', true],
  ['status != "open"', false],
  ['status = "a & b = c"', false],
  ['"is " & status & "!"', 'is open!'],
])('%s', (expression, value) => expect(evaluatePath(expression, ROOT)).toEqual(value));

test.each(['$sum(input.list.n)', 'input.list[0]', 'a + b'])('%s is beyond it, and it says so', (expression) =>
  expect(() => evaluatePath(expression, ROOT)).toThrow('give it an `evaluate` that knows JSONata'),
);
