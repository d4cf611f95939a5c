import type { StepRecord } from '@millrace/runtime';
import { fullRecord, LargeValues } from './large-values.ts';
import { blankSteps, parseSteps, toStepsText } from './step-texts.ts';

const step: StepRecord = {
  sequence: 3,
  path: 'Charge',
  state: 'Charge',
  type: 'Task',
  status: 'succeeded',
  input: '{}',
  attempts: [],
  log: [],
  startedAtMs: 1,
  endedAtMs: 2,
};
const first: StepRecord = { ...step, sequence: 0, input: '{"order":17}', output: '{"total":4}' };
const second: StepRecord = { ...step, sequence: 1, input: '{"total":4}', output: '"done"' };

const write = (steps: readonly StepRecord[], runInput?: string): string =>
  toStepsText(steps, { large: new LargeValues(), runInput });
const read = (steps: string, runInput: string | null = null): readonly StepRecord[] =>
  parseSteps({ steps, run_input: runInput });

describe('come back as they were:', () => {
  test.each([
    ['an object', '{"b":1,"a":[{"10":1,"__proto__":"x"}]}'],
    ['an array', '[1,"two",null]'],
    ['a text that looks like one', '"{\\"a\\":1}"'],
    ['null', 'null'],
    ['a number', '1.5'],
    ['escapes', '{"nul":"\\u0000","lone":"\\ud800","quote":"\\""}'],
    ['a reference', '@sha256:00'],
  ])('%s', (_, payload) => {
    const full = { ...step, input: payload, arguments: payload, output: payload, assigned: payload };
    expect(read(write([full, full]))).toEqual([full, full]);
    expect(JSON.parse(write([full]))).toMatchObject([{ sequence: 3, path: 'Charge' }]);
  });

  test('payloads that are not there, attempts and a log', () => {
    const attempts = [{ attempt: 1, startedAtMs: 1, endedAtMs: 2 }];
    const log = [{ atMs: 1, level: 'info' as const, message: 'hello' }];
    expect(read(write([step, { ...step, attempts, log }]))).toEqual([step, { ...step, attempts, log }]);
  });

  test('records of earlier versions', () => {
    expect(read(JSON.stringify({ ...step, output: '{"a":1}' }))).toEqual([{ ...step, output: '{"a":1}' }]);
  });
});

describe('an input that stands elsewhere is not repeated:', () => {
  test('the output of the step before', () => {
    const text = write([first, second]);
    expect(text.match(/"total":4/g)).toHaveLength(1);
    expect(read(text)).toEqual([first, second]);
  });

  test('the input of the run', () => {
    const text = write([first, second], first.input);
    expect(text).not.toContain('"order":17');
    expect(read(text, first.input)).toEqual([first, second]);
  });

  test('another one is', () => {
    const other = { ...second, input: '{"total":5}' };
    expect(read(write([first, other], '{"order":18}'), '{"order":18}')).toEqual([first, other]);
  });

  test('a later step is not the first', () => {
    const later = { ...step, input: '{"order":17}' };
    expect(write([later], later.input)).toContain('"order":17');
  });

  test('one that follows a step without output', () => {
    const failed: StepRecord = { ...first, status: 'failed', error: 'E' };
    const { output: _, ...without } = failed;
    expect(read(write([without, second]))).toEqual([without, second]);
  });
});

test('an object is not escaped', () => {
  expect(write([{ ...step, input: '{"a":"b"}' }])).toContain('"input":{"a":"b"}');
});

test('large payloads are kept once, also where a step takes what the one before has put out', () => {
  const large = new LargeValues();
  const long = JSON.stringify({ text: 'x'.repeat(70_000) });
  const steps = [
    { ...first, output: long },
    { ...second, input: long },
  ];
  const text = toStepsText(steps, { large });
  expect(text.length).toBeLessThan(1000);
  expect([...large.bodies.values()]).toEqual([long]);
  expect(read(text).map((step) => fullRecord(step, large.bodies))).toEqual(steps);
});

test('what is forgotten is the payloads, not what happened', () => {
  const sent = { atMs: 2, level: 'debug' as const, message: 'GET shop.example: 200' };
  const http = { method: 'GET', url: 'https://shop.example:8443/people/ada?mail=ada@example.com', status: 200 };
  const log = [
    { atMs: 1, level: 'info' as const, message: 'hello', data: { secret: 1 } },
    { ...sent, http },
  ];
  const text = blankSteps(write([{ ...first, log, arguments: '{"a":1}', assigned: '{"b":1}' }, second], first.input));
  const { output: _first, ...firstLeft } = first;
  const { output: _second, ...secondLeft } = second;
  expect(read(text, 'null')).toEqual([
    {
      ...{ ...firstLeft, input: 'null' },
      log: [
        { atMs: 1, level: 'info', message: 'hello' },
        { ...sent, http: { ...http, url: 'https://shop.example:8443' } },
      ],
    },
    { ...secondLeft, input: 'null' },
  ]);
});
