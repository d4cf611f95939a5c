import { describe, expect, test } from '@jest/globals';
import { compensate } from './compensate.ts';
import type { Compensation } from './host.ts';
import { aMachine } from './testing/machine-builder.ts';
import { MemoryHost, returned, run, START_MS, threw } from './testing/memory-host.ts';

const refund = {
  Resource: 'connector:bank/refund',
  Arguments: { id: '{% $states.result.id %}', of: '{% $states.input %}' },
  Credentials: { Connection: 'acme' },
};
const charged = (fields: object = {}) =>
  aMachine()
    .task('Charge', { Compensate: refund, Output: 'ok', ...fields })
    .build();
const bank = { tasks: { Charge: [returned({ id: 7 })] } };
const one: Compensation = { path: 'Charge', state: 'Charge', arguments: { id: 7 } };

describe('what undoes a step', () => {
  test('is told with its end, evaluated with its result', async () => {
    const host = new MemoryHost(bank);
    await run(charged(), 'in', host);
    expect(host.events.at(-1)).toMatchObject({
      kind: 'exited',
      compensation: { path: 'Charge', state: 'Charge', arguments: { id: 7, of: 'in' } },
    });
  });

  test('gets the result when it has no Arguments', async () => {
    const host = new MemoryHost(bank);
    await run(charged({ Compensate: { Resource: 'connector:bank/refund' } }), 'in', host);
    expect(host.events.at(-1)).toMatchObject({ compensation: { arguments: { id: 7 } } });
  });

  test('is told of a step too that had its effect, and then failed over its Output', async () => {
    const host = new MemoryHost(bank);
    expect(await run(charged({ Output: '{% $missing %}' }), 'in', host)).toMatchObject({ kind: 'failed' });
    expect(host.events.at(-1)).toMatchObject({ kind: 'failed', compensation: { path: 'Charge' } });
  });

  test('is not told of a step that failed', async () => {
    const host = new MemoryHost({ tasks: { Charge: [threw('A')] } });
    await run(charged(), 'in', host);
    expect(host.events.at(-1)).not.toHaveProperty('compensation');
  });
});

describe('compensate', () => {
  const inner = aMachine().task('Deep', { Compensate: refund }).build();
  const machine = aMachine()
    .task('Charge', { Compensate: { ...refund, Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }] } })
    .state('Both', { Type: 'Parallel', Branches: [inner] })
    .state('Each', { Type: 'Map', ItemProcessor: aMachine().task('Deeper', { Compensate: refund }).build(), End: true })
    .build();
  const all: readonly Compensation[] = [
    { path: 'Each[1]/Deeper', state: 'Deeper', arguments: '{% $not evaluated %}' },
    { path: 'Both[0]/Deep', state: 'Deep', arguments: 2 },
    one,
  ];

  test('calls each in the order given, with what was evaluated, wherever its state stands', async () => {
    const host = new MemoryHost();
    expect(await compensate(machine, all, host)).toEqual({ kind: 'compensated' });
    expect(host.calls).toMatchObject([
      { path: 'Each[1]/Deeper/Compensate', arguments: '{% $not evaluated %}', resource: 'connector:bank/refund' },
      { path: 'Both[0]/Deep/Compensate', arguments: 2, connection: 'acme' },
      { path: 'Charge/Compensate', arguments: { id: 7 }, attempt: 1 },
    ]);
    expect(host.story.slice(-2)).toEqual(['entered Charge/Compensate', 'exited Charge/Compensate']);
  });

  test('is not held to the time of the run', async () => {
    const host = new MemoryHost({ options: { startedAtMs: START_MS - 60_000 } });
    expect(await compensate({ ...machine, TimeoutSeconds: 1 }, [one], host)).toEqual({ kind: 'compensated' });
    expect(host.calls[0]).not.toHaveProperty('leftSeconds');
  });

  test('goes on after a failure, and tells of all', async () => {
    const fail = (path: string) => path !== 'Both[0]/Deep/Compensate';
    const answer = ({ path }: { readonly path: string }) => (fail(path) ? threw('A', { cause: 'b' }) : returned(1));
    const host = new MemoryHost({ tasks: { Compensate: [answer] } });
    const error = { error: 'A', cause: 'b' };
    expect(await compensate(machine, all, host)).toEqual({
      kind: 'failed',
      failures: [
        { path: 'Each[1]/Deeper', error },
        { path: 'Charge', error },
      ],
    });
  });

  test('suspends between attempts, and does nothing anew that was done', async () => {
    const busyOnce = ({ attempt, path }: { readonly attempt: number; readonly path: string }) =>
      path.startsWith('Charge') && attempt === 1 ? threw('Busy') : returned(1);
    const host = new MemoryHost({ tasks: { Compensate: [busyOnce] } });
    expect(await compensate(machine, all, host)).toEqual({ kind: 'suspended', untilMs: START_MS + 60_000 });
    host.moveTo(START_MS + 60_000);
    expect(await compensate(machine, all, host)).toEqual({ kind: 'compensated' });
    expect(host.calls.map(({ path, attempt }) => `${path} ${attempt}`)).toEqual([
      'Each[1]/Deeper/Compensate 1',
      'Both[0]/Deep/Compensate 1',
      'Charge/Compensate 1',
      'Charge/Compensate 2',
    ]);
    expect(await compensate(machine, all, host)).toEqual({ kind: 'compensated' });
    expect(host.calls).toHaveLength(4);
  });

  test('remembers failures too', async () => {
    const host = new MemoryHost({ tasks: { Compensate: [threw('A')] } });
    const failed = await compensate(machine, [one], host);
    expect(failed).toMatchObject({ kind: 'failed', failures: [{ path: 'Charge' }] });
    expect(await compensate(machine, [one], host)).toEqual(failed);
    expect(host.calls).toHaveLength(1);
  });

  test('cannot undo what the document does not know', async () => {
    expect(await compensate(machine, [{ ...one, state: 'Gone' }], new MemoryHost())).toEqual({
      kind: 'failed',
      failures: [{ path: 'Charge', error: { error: 'States.Runtime', cause: '"Gone" has no Compensate.' } }],
    });
  });
});
