import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';
import { TestThreads } from './test-threads.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'loop',
  machine: {
    StartAt: 'Again?',
    States: {
      'Again?': {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.again %}', Next: 'Wait' }],
        Default: 'Done',
      },
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Again?' },
      Done: { Type: 'Succeed' },
    },
  },
};
const aTest = (name: string, again: boolean): WorkflowTest => ({
  ...{ name, input: { again }, expect: { status: 'succeeded', output: { again } } },
});
const inputSchemas = {};

test('results come in order, and an endless loop is one that failed', async () => {
  const tests = [aTest('ends', false), aTest('loops', true), aTest('ends too', false)];
  const results = await new TestThreads().run({ document, tests, inputSchemas });
  expect(results.map(({ name, status, failures: [first] }) => [name, status, first?.message])).toEqual([
    ['ends', 'passed', undefined],
    ['loops', 'failed', expect.stringContaining('entered more than 10000 states')],
    ['ends too', 'passed', undefined],
  ]);
});

test('what takes too long is ended, and what stands behind it is not run', async () => {
  const tests = [aTest('loops', true), aTest('ends', false)];
  const results = await new TestThreads().run({ document, tests, inputSchemas }, 1);
  expect(results.map(({ status, failures: [first] }) => [status, first?.message])).toEqual([
    ['failed', expect.stringContaining('The test was ended, for it took longer than 0.001 s')],
    ['failed', 'The test was not run, for one before it was ended.'],
  ]);
});

test('more than two documents wait for their turn', async () => {
  const threads = new TestThreads();
  const all = await Promise.all(
    Array.from({ length: 4 }, (_, index) => threads.run({ document, tests: [aTest(`${index}`, false)], inputSchemas })),
  );
  expect(all.flat().map(({ name, status }) => `${name} ${status}`)).toEqual(
    ['0', '1', '2', '3'].map((n) => `${n} passed`),
  );
});
