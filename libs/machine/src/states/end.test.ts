import { describe, expect, test } from '@jest/globals';
import { aMachine } from '../testing/machine-builder.ts';
import { MemoryHost, run } from '../testing/memory-host.ts';

describe('a Succeed', () => {
  test.each([
    ['ends with its input', {}, { a: 1 }],
    ['ends with what Output makes of it', { Output: { got: '{% $states.input.a %}' } }, { got: 1 }],
    ['may end with null', { Output: null }, null],
  ])('%s', async (_, fields, output) => {
    expect(await run(aMachine().succeed('Done', fields).build(), { a: 1 })).toEqual({ kind: 'succeeded', output });
  });

  test('fails when its Output gives nothing', async () => {
    const machine = aMachine().succeed('Done', { Output: '{% $missing %}' }).build();
    expect(await run(machine)).toMatchObject({ kind: 'failed', error: 'States.QueryEvaluationError' });
  });
});

describe('a Fail', () => {
  test.each([
    [
      'ends with its error and cause',
      { Error: 'Order.Invalid', Cause: 'No items.' },
      { error: 'Order.Invalid', cause: 'No items.' },
    ],
    [
      'may compute both',
      { Error: "{% 'Order.' & $states.input.a %}", Cause: '{% $string($states.input) %}' },
      { error: 'Order.1', cause: '{"a":1}' },
    ],
    ['may leave both out', {}, { error: '', cause: '' }],
  ])('%s', async (_, fields, expected) => {
    expect(await run(aMachine().fail('Stop', fields).build(), { a: 1 })).toEqual({ kind: 'failed', ...expected });
  });

  test.each([
    ['Error', '{% 1 %}', "The field 'Error' must give a string, but gave 1."],
    ['Cause', '{% {} %}', "The field 'Cause' must give a string, but gave {}."],
  ])('whose %s is no text fails for that', async (field, value, cause) => {
    const outcome = await run(
      aMachine()
        .fail('Stop', { [field]: value })
        .build(),
    );
    expect(outcome).toEqual({ kind: 'failed', error: 'States.QueryEvaluationError', cause });
  });

  test('is recorded as failed, without an output', async () => {
    const host = new MemoryHost();
    await run(aMachine().fail('Stop', { Error: 'A', Cause: 'b' }).build(), 1, host);
    expect(host.story).toEqual(['entered Stop', 'failed Stop']);
    expect(host.events[1]).toMatchObject({ input: 1, error: { error: 'A', cause: 'b' } });
    expect(host.events[1]).not.toHaveProperty('output');
  });
});
