// Every limit of a run at its edge: what may just be, and what is one too much. The numbers of an installation are in its settings.
import { describe, expect, test } from '@jest/globals';
import type { Outcome, RunLimit, RunLimits } from './host.ts';
import { initialCheckpoint } from './interpret.ts';
import type { JsonValue } from './json.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Machine } from './machine.ts';
import { aMachine } from './testing/machine-builder.ts';
import { MemoryHost, returned, run, runThrough, START_MS } from './testing/memory-host.ts';

const KIBI = 1024;
const setting = 'MILLRACE_SOMETHING';
/** A text that takes so many characters of JSON. */
const textOf = (characters: number): string => 'x'.repeat(characters - 2);
const limitedTo = (limits: Partial<Record<keyof RunLimits, number>>): MemoryHost => {
  const named = Object.entries(limits).map(([name, most]): [string, RunLimit] => [name, { most, setting }]);
  return new MemoryHost({
    options: { limits: Object.fromEntries(named), startedAtMs: START_MS },
    tasks: { Fetch: [({ arguments: length }) => returned(textOf(length as number))] },
  });
};
const causeOf = (outcome: Outcome): unknown => JSON.parse('cause' in outcome ? outcome.cause : 'null');
const each = (processor: Machine, fields: Readonly<Record<string, unknown>> = {}): Machine =>
  aMachine()
    .state('Each', { Type: 'Map', ItemProcessor: processor, End: true, ...fields })
    .build();
const passing = aMachine().pass('Inner').build();
const filling = aMachine().pass('Inner', { Output: '{% $pad("", $states.input - 2, "x") %}' }).build();

test('the defaults', () => {
  expect(DEFAULT_LIMITS).toEqual({
    value: { most: 16_777_216 },
    variables: { most: 67_108_864 },
    transitions: { most: 100_000 },
    mapItems: { most: 100_000 },
    runSeconds: { most: 31_536_000 },
  });
});

describe('one value: at the limit it passes, a character more ends the run', () => {
  const most = KIBI;
  test.each<[string, Machine, (characters: number) => JsonValue, string]>([
    ['of an input', passing, textOf, 'Characters of JSON in the input'],
    ['of a result', aMachine().task('Fetch').build(), Number, 'Characters of JSON in the result'],
    [
      'of an output',
      aMachine().pass('A', { Output: '{% $pad("", $states.input - 2, "x") %}' }).build(),
      Number,
      "Characters of JSON in the field 'Output'",
    ],
    [
      'of what is assigned',
      aMachine()
        .pass('A', { Assign: { a: '{% $pad("", $states.input - 9, "x") %}' }, Output: null })
        .build(),
      Number,
      "Characters of JSON in the field 'Assign'",
    ],
  ])('%s', async (...[, machine, inputOf, what]) => {
    expect(await run(machine, inputOf(most), limitedTo({ value: most }))).toMatchObject({ kind: 'succeeded' });
    const outcome = await run(machine, inputOf(most + 1), limitedTo({ value: most }));
    expect(outcome).toMatchObject({ kind: 'failed', error: 'States.DataLimitExceeded' });
    expect(causeOf(outcome)).toEqual({
      code: 'limit.value',
      message: `${what}: ${most + 1}, where at most ${most} may be.`,
      limit: most,
      actual: most + 1,
      setting,
      hint: 'Keep large data in a file, or work on less of it at once.',
    });
  });

  test.each<[string, readonly string[], boolean]>([
    ['that is one for all', ['States.ALL'], false],
    ['that names it', ['States.DataLimitExceeded'], true],
  ])('a rule %s takes it: %j, %s', async (_, ErrorEquals, isTaken) => {
    const machine = aMachine()
      .task('Fetch', { Catch: [{ ErrorEquals, Next: 'Done' }] })
      .succeed('Done')
      .build();
    const { kind } = await run(machine, KIBI + 1, limitedTo({ value: KIBI }));
    expect(kind).toBe(isTaken ? 'succeeded' : 'failed');
  });
});

describe('what threads give together is one value', () => {
  // Two brackets, and a comma for each.
  const most = 2 + 10 * 101;
  const lengths = (count: number): number[] => Array.from({ length: count }, () => 100);

  test('of a Map: the thread that is too much ends it, and no other begins', async () => {
    expect(await run(each(filling), lengths(10), limitedTo({ value: most }))).toMatchObject({ kind: 'succeeded' });
    const host = limitedTo({ value: most });
    const outcome = await run(each(filling, { MaxConcurrency: 1 }), lengths(100), host);
    expect(outcome).toMatchObject({ kind: 'failed', error: 'States.DataLimitExceeded' });
    expect(causeOf(outcome)).toMatchObject({ code: 'limit.value', limit: most, actual: 2 + 11 * 101, setting });
    expect(host.story.filter((line) => line.startsWith('entered Each['))).toHaveLength(11);
    expect(host.abandoned).toEqual(['Each']);
  });

  test('of a Parallel, whose rule for failed branches does not take it', async () => {
    const both = (count: number): Machine =>
      aMachine()
        .state('Both', {
          Type: 'Parallel',
          Branches: Array.from({ length: count }, () => filling),
          Catch: [{ ErrorEquals: ['States.BranchFailed'], Next: 'Done' }],
          Next: 'Done',
        })
        .succeed('Done')
        .build();
    expect(await run(both(10), 100, limitedTo({ value: most }))).toMatchObject({ kind: 'succeeded' });
    expect(await run(both(11), 100, limitedTo({ value: most }))).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  test('failures that a Map tolerates are a part of it', async () => {
    const failing = aMachine().fail('Inner', { Error: 'No', Cause: '{% $pad("", 60, "x") %}' }).build();
    const tolerant = each(failing, { ToleratedFailurePercentage: 100 });
    // { "Error": "No", "Cause": "…" } takes 88, and the two brackets are counted once.
    const size = (count: number): number => 2 + count * 89;
    expect(await run(tolerant, lengths(4), limitedTo({ value: size(4) }))).toMatchObject({ kind: 'succeeded' });
    expect(await run(tolerant, lengths(5), limitedTo({ value: size(4) }))).toMatchObject({ kind: 'failed' });
  });

  test('a batch of items is one value too', async () => {
    const fields = { Items: '{% [0..7] %}', ItemSelector: '{% $states.input %}', Output: 'well' };
    const batches = each(passing, { ...fields, ItemBatcher: { MaxItemsPerBatch: 4 } });
    // {"Items":[…]} with four items of 100 characters.
    const batch = 2 + 5 + 4 + 2 + 4 * 101;
    const host = (value: number) => limitedTo({ value });
    const outcome = await run(batches, textOf(100), host(batch - 1));
    expect(causeOf(outcome)).toMatchObject({ code: 'limit.value', actual: batch });
    expect(causeOf(outcome)).toMatchObject({ message: expect.stringContaining('a batch of items') });
    expect(await run(batches, textOf(100), host(2 * batch + 4))).toMatchObject({ kind: 'succeeded' });
  });
});

describe('all variables together', () => {
  const most = 10 * KIBI;
  const fill = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, '{% $pad("", 5118, "x") %}']));
  const host = () => limitedTo({ variables: most });

  test('may have as much as the limit, and not a character more', async () => {
    const machine = (more: object) =>
      aMachine()
        .pass('A', { Assign: fill('a', 'b') })
        .pass('B', { Assign: more })
        .build();
    expect(await run(machine({}), {}, host())).toMatchObject({ kind: 'succeeded' });
    const outcome = await run(machine({ c: '' }), {}, host());
    expect(outcome).toMatchObject({ kind: 'failed', error: 'States.DataLimitExceeded' });
    expect(causeOf(outcome)).toMatchObject({ code: 'limit.variables', limit: most, actual: most + 2, setting });
  });

  test('one that is assigned again counts once', async () => {
    const again = aMachine()
      .pass('A', { Assign: fill('a', 'b') })
      .pass('B', { Assign: fill('b') });
    expect(await run(again.build(), {}, host())).toMatchObject({ kind: 'succeeded' });
  });

  test('those around a thread count in it', async () => {
    const inner = aMachine()
      .pass('Inner', { Assign: { own: '{% "" %}' } })
      .build();
    const machine = aMachine()
      .pass('A', { Assign: fill('a', 'b'), Output: [1] })
      .state('Each', { Type: 'Map', ItemProcessor: inner, End: true })
      .build();
    expect(await run(machine, {}, host())).toMatchObject({ error: 'States.DataLimitExceeded' });
  });
});

describe('counts', () => {
  test('of states that a thread enters', async () => {
    const machine = aMachine().pass('A').pass('B').pass('C').build();
    expect(await run(machine, 1, limitedTo({ transitions: 3 }))).toEqual({ kind: 'succeeded', output: 1 });
    const outcome = await run(machine, 1, limitedTo({ transitions: 2 }));
    expect(outcome).toMatchObject({ kind: 'failed', error: 'States.Runtime' });
    expect(causeOf(outcome)).toMatchObject({ code: 'limit.transitions', limit: 2, actual: 3, setting });
  });

  test('of the items of a Map; no rule takes what ends it', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Each' }];
    expect(await run(each(passing), [1, 2], limitedTo({ mapItems: 2 }))).toMatchObject({ output: [1, 2] });
    const outcome = await run(each(passing, { Catch }), [1, 2, 3], limitedTo({ mapItems: 2 }));
    expect(outcome).toMatchObject({ kind: 'failed', error: 'States.Runtime' });
    expect(causeOf(outcome)).toMatchObject({ code: 'limit.map_items', limit: 2, actual: 3, setting });
  });
});

describe('the length of a run', () => {
  const through = async (machine: Machine) =>
    (await runThrough(machine, initialCheckpoint(machine, 1), limitedTo({ runSeconds: 3600 }))).outcome;
  const waiting = (seconds: number, fields: Readonly<Record<string, unknown>> = {}): Machine =>
    aMachine(fields).wait('Rest', { Seconds: seconds }).build();

  test('is that of its waits too', async () => {
    expect(await through(waiting(3599))).toMatchObject({ kind: 'succeeded' });
    const outcome = await through(waiting(3601));
    expect(outcome).toMatchObject({ kind: 'timed_out', error: 'States.Timeout' });
    expect(causeOf(outcome)).toMatchObject({ code: 'limit.run_length', limit: 3600, actual: 3600, setting });
  });

  test('its own TimeoutSeconds may only be shorter', async () => {
    expect(await through(waiting(60, { TimeoutSeconds: 30 }))).toMatchObject({
      kind: 'timed_out',
      cause: 'The run took longer than the TimeoutSeconds of its machine.',
    });
    expect(await through(waiting(4000, { TimeoutSeconds: 5000 }))).toMatchObject({
      kind: 'timed_out',
      cause: expect.stringContaining('limit.run_length'),
    });
  });

  test('is how long a token waits for its answer', async () => {
    const asking = aMachine().task('Ask', { Resource: 'connector:test/ask.waitForTaskToken' }).build();
    const host = new MemoryHost({
      options: { limits: { runSeconds: { most: 3600 } }, startedAtMs: START_MS },
      tasks: { Ask: [{ kind: 'awaited' }] },
    });
    const { outcome, parked } = await runThrough(asking, initialCheckpoint(asking, 1), host);
    expect(parked[0]?.pending).toMatchObject({ kind: 'answer', untilMs: START_MS + 3_600_000 });
    expect(outcome).toMatchObject({ kind: 'timed_out', cause: expect.stringContaining('limit.run_length') });
  });
});
