import { describe, expect, test } from '@jest/globals';
import { aMachine } from '../testing/machine-builder.ts';
import { MemoryHost, run } from '../testing/memory-host.ts';

const ends = (machine: ReturnType<typeof aMachine>) =>
  machine
    .succeed('High', { Output: 'high' })
    .succeed('Low', { Output: 'low' })
    .succeed('Other', { Output: 'other' })
    .build();
const byTotal = [
  { Condition: '{% $states.input.total > 100 %}', Next: 'High' },
  { Condition: '{% $states.input.total > 10 %}', Next: 'Low' },
];

describe('a Choice', () => {
  test.each([
    ['takes the first rule that holds', 500, 'high'],
    ['goes on to the next rule', 50, 'low'],
    ['takes Default when none holds', 5, 'other'],
  ])('%s', async (_, total, output) => {
    expect(await run(ends(aMachine().choice('Which', byTotal, { Default: 'Other' })), { total })).toEqual({
      kind: 'succeeded',
      output,
    });
  });

  test('evaluates no rule after the one that holds', async () => {
    const host = new MemoryHost();
    const broken = [...byTotal, { Condition: '{% $missing %}', Next: 'Other' }];
    await run(ends(aMachine().choice('Which', broken)), { total: 500 }, host);
    expect(host.sites).toEqual(['Which Choices[0]/Condition']);
  });

  test.each([
    [true, 'high'],
    [false, 'other'],
  ])('takes a constant condition: %s', async (condition, output) => {
    const machine = aMachine().choice('Which', [{ Condition: condition, Next: 'High' }], { Default: 'Other' });
    expect(await run(ends(machine))).toMatchObject({ output });
  });

  test('fails when no rule holds and there is no Default', async () => {
    expect(await run(ends(aMachine().choice('Which', byTotal)), { total: 1 })).toEqual({
      kind: 'failed',
      error: 'States.NoChoiceMatched',
      cause: 'No rule of "Which" matched, and it has no Default.',
    });
  });

  test.each([
    ['a number', '{% 1 %}', "Expected 'boolean', but was 'number' for value: 1"],
    ['a text', "{% 'true' %}", 'for value: "true"'],
    ['a text that is no expression', 'yes', 'gave "yes"'],
    ['a long text', `{% $pad('', 5000, 'x') %}`, `for value: "${'x'.repeat(199)}…`],
    ['nothing', '{% $states.input.missing %}', 'returned nothing'],
  ])('fails when a condition gives %s', async (_, condition, words) => {
    const outcome = await run(ends(aMachine().choice('Which', [{ Condition: condition, Next: 'High' }])));
    expect(outcome).toMatchObject({ kind: 'failed', error: 'States.QueryEvaluationError' });
    expect(outcome).toMatchObject({ cause: expect.stringContaining(words) });
    expect(outcome).toMatchObject({ cause: expect.stringContaining("'Choices[0]/Condition'") });
  });
});

describe('Assign and Output', () => {
  const fields = { Default: 'Other', Assign: { by: 'default' }, Output: { by: 'default' } };
  const rule = { Condition: '{% $states.input %}', Next: 'High', Assign: { by: 'rule' }, Output: { by: 'rule' } };
  const machine = aMachine()
    .choice('Which', [rule], fields)
    .pass('High', { Output: ['{% $states.input.by %}', '{% $by %}'], End: true })
    .pass('Other', { Output: ['{% $states.input.by %}', '{% $by %}'] })
    .build();

  test.each([
    ['of a rule apply when it holds', true, ['rule', 'rule']],
    ['of the state apply on the way to Default only', false, ['default', 'default']],
  ])('%s', async (_, input, output) => expect(await run(machine, input)).toMatchObject({ output }));

  test('of a rule fail with its index', async () => {
    const broken = aMachine().choice('Which', [{ Condition: true, Next: 'High', Output: '{% $missing %}' }]);
    expect(await run(ends(broken))).toMatchObject({ cause: expect.stringContaining("'Choices[0]/Output'") });
  });
});
