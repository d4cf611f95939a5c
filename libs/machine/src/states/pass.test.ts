import { describe, expect, test } from '@jest/globals';
import { aMachine } from '../testing/machine-builder.ts';
import { MemoryHost, run } from '../testing/memory-host.ts';

describe('a Pass', () => {
  test.each([
    ['hands its input on', {}, { a: 1 }],
    [
      'hands on what Output makes of it',
      { Output: { b: '{% $states.input.a + 1 %}', c: 'text' } },
      { b: 2, c: 'text' },
    ],
    ['takes an expression as the whole Output', { Output: '{% $states.input.a %}' }, 1],
    [
      'gives a constant that is no object',
      { Output: [null, 0, 0.1, true, 'text', []] },
      [null, 0, 0.1, true, 'text', []],
    ],
    ['gives null', { Output: null }, null],
    ['gives what only looks like an expression as it is', { Output: ' {% $x %} ' }, ' {% $x %} '],
    ['may read the context', { Output: '{% $states.context.State.Name %}' }, 'Only'],
    ['knows when it was entered', { Output: '{% $states.context.State.EnteredTime %}' }, '2030-01-01T00:00:00.000Z'],
    ['knows its run', { Output: '{% $states.context.Execution.Id %}' }, 'run-1'],
    ['has no result', { Output: "{% $exists($states.result) ? 'a result' : 'none' %}" }, 'none'],
  ])('%s', async (_, fields, output) => {
    expect(await run(aMachine().pass('Only', fields).build(), { a: 1 })).toEqual({ kind: 'succeeded', output });
  });
});

describe('variables', () => {
  test('are set by Assign and seen by later states', async () => {
    const machine = aMachine()
      .pass('First', { Assign: { total: '{% $states.input.price * 2 %}', note: 'kept', list: [1, '{% 2 %}'] } })
      .pass('Second', { Output: { total: '{% $total %}', note: '{% $note %}', list: '{% $list %}' } })
      .build();
    expect(await run(machine, { price: 21 })).toEqual({
      kind: 'succeeded',
      output: { total: 42, note: 'kept', list: [1, 2] },
    });
  });

  test('keep their old values for all expressions of the state that sets them', async () => {
    const machine = aMachine()
      .pass('First', { Assign: { a: 1, b: 2 } })
      .pass('Swap', { Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: { a: '{% $a %}', b: '{% $b %}' } })
      .pass('Last', { Output: { before: '{% $states.input %}', after: ['{% $a %}', '{% $b %}'] } })
      .build();
    expect(await run(machine)).toEqual({ kind: 'succeeded', output: { before: { a: 1, b: 2 }, after: [2, 1] } });
  });

  test('that a state does not set keep their values', async () => {
    const machine = aMachine()
      .pass('First', { Assign: { a: 1, b: 1 } })
      .pass('Second', { Assign: { b: 2 } })
      .pass('Last', { Output: ['{% $a %}', '{% $b %}'] })
      .build();
    expect(await run(machine)).toMatchObject({ output: [1, 2] });
  });

  test('cannot hide $states', async () => {
    const machine = aMachine()
      .pass('First', { Assign: { states: { input: 'forged' } } })
      .pass('Last', { Output: '{% $states.input %}' })
      .build();
    expect(await run(machine, 'real')).toMatchObject({ output: 'real' });
  });

  test('may be named __proto__ without being one', async () => {
    const assign = JSON.parse('{"__proto__": {"admin": true}}') as object;
    const host = new MemoryHost();
    await run(aMachine().pass('First', { Assign: assign }).pass('Last').build(), {}, host);
    const variables = host.checkpoints[0]?.variables ?? {};
    expect(Object.getPrototypeOf(variables)).toBe(Object.prototype);
    expect(JSON.stringify(variables)).toBe('{"__proto__":{"admin":true}}');
  });

  test('are recorded with the step that set them', async () => {
    const host = new MemoryHost();
    await run(
      aMachine()
        .pass('Only', { Assign: { a: '{% 1 %}' } })
        .build(),
      {},
      host,
    );
    expect(host.events.at(-1)).toMatchObject({ kind: 'exited', assigned: { a: 1 } });
  });
});

describe('an expression', () => {
  const causeOf = async (fields: Readonly<Record<string, unknown>>): Promise<unknown> =>
    run(aMachine().pass('Only', fields).build());

  test('that gives nothing fails the run', async () => {
    expect(await causeOf({ Output: { a: [{ b: '{% $missing %}' }] } })).toEqual({
      kind: 'failed',
      error: 'States.QueryEvaluationError',
      cause: "The JSONata expression '$missing' specified for the field 'Output/a[0]/b' returned nothing (undefined).",
    });
  });

  test('that cannot be evaluated fails the run with the reason', async () => {
    expect(await causeOf({ Assign: { a: "{% 1 + 'one' %}" } })).toMatchObject({
      kind: 'failed',
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('T2002'),
    });
  });

  test('whose value is larger than a value may be fails the run', async () => {
    const output = Array.from({ length: 20 }, () => "{% $pad('', 1000000, 'x') %}");
    expect(await causeOf({ Output: output })).toMatchObject({ kind: 'failed', error: 'States.DataLimitExceeded' });
  });

  test('is told where it stands, so that its randomness is its own', async () => {
    const host = new MemoryHost();
    const fields = { Assign: { a: '{% 1 %}' }, Output: ['{% 2 %}'] };
    await run(aMachine().pass('Only', fields).build(), {}, host);
    expect(host.sites).toEqual(['Only Assign/a', 'Only Output[0]']);
  });
});

test('all variables of a run together are limited', async () => {
  const large = "{% $pad('', 16000000, 'x') %}";
  const machine = aMachine()
    .pass('One', { Assign: { a: large } })
    .pass('Two', { Assign: { b: '{% $a %}', c: '{% $a %}' } })
    .build();
  expect(await run(machine)).toMatchObject({ kind: 'failed', error: 'States.DataLimitExceeded' });
});
