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
    ['Error', '1', 'number', '1'],
    ['Cause', '{}', 'object', '{}'],
  ])('whose %s is no text fails for that, in the words of AWS', async (...[field, expression, type, text]) => {
    const cause =
      `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected 'string', but was '${type}' for value: ${text}`;
    const outcome = await run(
      aMachine()
        .fail('Stop', { [field]: `{% ${expression} %}` })
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
