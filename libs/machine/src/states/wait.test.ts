import { describe, expect, test } from '@jest/globals';
import { initialCheckpoint, interpret } from '../interpret.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { MemoryHost, run, runThrough, START_MS } from '../testing/memory-host.ts';

const waiting = (fields: Readonly<Record<string, unknown>>) => aMachine().wait('Pause', fields).pass('After').build();
const HOUR_MS = 3_600_000;

describe('a Wait', () => {
  test.each([
    ['Seconds', { Seconds: 3 }, 3000],
    ['an expression for Seconds', { Seconds: '{% $states.input.delay %}' }, 2000],
    ['a Timestamp', { Timestamp: '2030-01-01T00:00:04Z' }, 4000],
    ['an expression for a Timestamp', { Timestamp: '{% $states.input.at %}' }, 5000],
  ])('sleeps a short time in process: %s', async (_, fields, sleptMs) => {
    const host = new MemoryHost();
    const input = { delay: 2, at: '2030-01-01T01:00:05+01:00' };
    expect(await run(waiting(fields), input, host)).toEqual({ kind: 'succeeded', output: input });
    expect(host.slept).toEqual([sleptMs]);
  });

  test.each([
    ['no time', { Seconds: 0 }],
    ['a time that has passed', { Timestamp: '2016-03-14T01:59:00Z' }],
  ])('does not sleep for %s', async (_, fields) => {
    const host = new MemoryHost();
    expect(await run(waiting(fields), 1, host)).toEqual({ kind: 'succeeded', output: 1 });
    expect(host.slept).toEqual([]);
  });

  test('parks the run for longer times, and goes on where it stopped', async () => {
    const host = new MemoryHost();
    const machine = waiting({
      Seconds: 3600,
      Assign: { waited: true },
      Output: { from: '{% $states.context.State.EnteredTime %}' },
    });
    const { outcome, parked } = await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toEqual({ kind: 'succeeded', output: { from: '2030-01-01T00:00:00.000Z' } });
    expect(parked).toEqual([
      {
        state: 'Pause',
        input: {},
        variables: {},
        visits: { Pause: 1 },
        pending: { kind: 'wait', untilMs: START_MS + HOUR_MS, enteredAtMs: START_MS },
      },
    ]);
    expect(host.story).toEqual(['entered Pause', 'exited Pause', 'entered After', 'exited After']);
    expect(host.events[1]).toMatchObject({ startedAtMs: START_MS, endedAtMs: START_MS + HOUR_MS });
    expect(host.checkpoints[0]).toMatchObject({ state: 'After', variables: { waited: true } });
  });

  test('that is woken too early is parked until the same moment', async () => {
    const host = new MemoryHost();
    const machine = waiting({ Seconds: 3600 });
    const first = await run(machine, {}, host);
    if (first.kind !== 'suspended') throw new Error('not parked');
    host.moveTo(START_MS + HOUR_MS / 2);
    expect(await interpret(machine, first.checkpoint, host)).toEqual(first);
  });

  test('does not compute its time again when it goes on', async () => {
    const host = new MemoryHost();
    const machine = waiting({ Seconds: '{% 3600 %}' });
    await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(host.sites).toEqual(['Pause Seconds']);
  });

  test('sleeps as long in process as the host allows', async () => {
    const host = new MemoryHost({ options: { inlineDelayMs: Infinity } });
    expect(await run(waiting({ Seconds: 99_999_999 }), {}, host)).toMatchObject({ kind: 'succeeded' });
    expect(host.slept).toEqual([99_999_999_000]);
  });
});

describe('a Wait fails', () => {
  test.each([
    ['negative Seconds', { Seconds: '{% -1 %}' }, 'whole number of seconds from 0 to 99999999, but gave -1'],
    ['a fraction', { Seconds: '{% 1.5 %}' }, 'but gave 1.5'],
    ['too many Seconds', { Seconds: '{% 100000000 %}' }, 'but gave 100000000'],
    ['a text', { Seconds: "{% '5' %}" }, "Expected 'number', but was 'string' for value: \"5\""],
    ['no value', { Seconds: '{% $states.input.missing %}' }, 'returned nothing'],
    ['a date alone', { Timestamp: "{% '2016-12-05' %}" }, 'date-time format string: 2016-12-05'],
    [
      'a day that does not exist',
      { Timestamp: "{% '2030-02-30T00:00:00Z' %}" },
      'The Timestamp field cannot be parsed as an ISO-8601',
    ],
    ['a number as a time', { Timestamp: '{% 5 %}' }, "Expected 'string', but was 'number' for value: 5"],
  ])('for %s', async (_, fields, words) => {
    const error = 'States.QueryEvaluationError';
    const outcome = await run(waiting(fields));
    expect(outcome).toMatchObject({ kind: 'failed', error, cause: expect.stringContaining(words) });
  });

  test('without a time', async () => {
    expect(await run(waiting({}))).toMatchObject({
      kind: 'failed',
      error: 'States.Runtime',
      cause: 'The Wait "Pause" has neither Seconds nor Timestamp.',
    });
  });
});
