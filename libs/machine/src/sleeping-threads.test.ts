import { expect, test } from '@jest/globals';
import type { EvaluationSite, JournalEntry, Scope } from './host.ts';
import { initialCheckpoint, interpret } from './interpret.ts';
import type { JsonValue } from './json.ts';
import type { Machine } from './machine.ts';
import { aMachine } from './testing/machine-builder.ts';
import { MemoryHost, run, runThrough, START_MS, threw } from './testing/memory-host.ts';

/** Nothing was left by an earlier execution. */
class FreshHost extends MemoryHost {
  override recall(): JournalEntry | undefined {
    return undefined;
  }
}

const machineOf = (states: Readonly<Record<string, object>>): Machine =>
  ({ StartAt: Object.keys(states)[0], States: states }) as unknown as Machine;
/** Stays in process for as long as it takes. */
const busyFor = (seconds: number): Machine => {
  const names = Array.from({ length: seconds / 4 }, (_, index) => `Nap ${index}`);
  const after = (index: number) => (index === names.length - 1 ? { End: true } : { Next: names[index + 1] });
  return machineOf(
    Object.fromEntries(names.map((name, index) => [name, { Type: 'Wait', Seconds: 4, ...after(index) }])),
  );
};
const pathsOf = (host: MemoryHost): readonly string[] => host.calls.map(({ path }) => path);
const parallel = (name: string, branches: readonly Machine[], fields = {}): Machine =>
  aMachine()
    .state(name, { Type: 'Parallel', Branches: branches, End: true, ...fields })
    .build();

const chargeAndRest = machineOf({
  Charge: { Type: 'Task', Resource: 'charge', Next: 'Rest' },
  Rest: { Type: 'Wait', Seconds: 10, Next: 'Ship' },
  Ship: { Type: 'Task', Resource: 'ship', End: true },
});

test('a composite state that slept inside another one, in this process, goes on where its threads stood', async () => {
  const host = new FreshHost();
  const inner = parallel('Innermost', [chargeAndRest]);
  const outer = parallel('Outer', [parallel('Inner', [inner]), busyFor(24)]);
  const outcome = await run(outer, {}, host);
  expect(pathsOf(host)).toEqual(['Outer[0]/Inner[0]/Innermost[0]/Charge', 'Outer[0]/Inner[0]/Innermost[0]/Ship']);
  expect(outcome).toMatchObject({ kind: 'succeeded' });
});

test('one that is tried again after such a sleep does all anew', async () => {
  const host = new FreshHost({ tasks: { Ship: [threw('A')] } });
  const retry = { Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 7 }] };
  const outer = parallel('Outer', [parallel('Inner', [chargeAndRest], retry), busyFor(60)]);
  expect(await run(outer, {}, host)).toMatchObject({ kind: 'failed', error: 'A' });
  const once = ['Outer[0]/Inner[0]/Charge', 'Outer[0]/Inner[0]/Ship'];
  expect(pathsOf(host)).toEqual([...once, ...once]);
});

test('after a crash that follows a sleep, threads that only computed are not told of again', async () => {
  const processor = aMachine()
    .state('Which', {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input = 0 %}', Next: 'Computed' }],
      Default: 'Rest',
    })
    .state('Computed', { Type: 'Succeed' })
    .state('Rest', { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Ship' })
    .state('Ship', { Type: 'Task', Resource: 'ship', Next: 'Rest again' })
    .state('Rest again', { Type: 'Wait', Seconds: 3600, End: true })
    .build();
  const machine = aMachine()
    .state('Each', { Type: 'Map', Items: [0, 60, 600], ItemProcessor: processor, End: true })
    .build();
  const host = new MemoryHost();
  const first = await interpret(machine, initialCheckpoint(machine, {}), host);
  if (first.kind !== 'suspended') throw new Error('It should sleep.');
  host.moveTo(first.untilMs);
  // The process dies after this, before the new position of the run is kept; the journal is.
  class DyingHost extends MemoryHost {
    override readonly journal = host.journal;
    override keep(path: string, entry: JournalEntry): Promise<void> | void {
      if (entry.kind === 'composite' && entry.begun !== undefined) throw new Error('died');
      return super.keep(path, entry);
    }
  }
  const dying = new DyingHost({ nowMs: first.untilMs });
  await expect(interpret(machine, first.checkpoint, dying)).rejects.toThrow('died');
  host.events.length = 0;
  await interpret(machine, first.checkpoint, host);
  expect(host.story.filter((line) => line.includes('[0]'))).toEqual([]);
});

test('a thread that goes another way when it is evaluated again is told of from its first act on', async () => {
  const late = aMachine()
    .state('Which', {
      Type: 'Choice',
      Choices: [{ Condition: '{% $upgraded %}', Next: 'Charge' }],
      Default: 'Computed',
    })
    .state('Computed', { Type: 'Succeed' })
    .state('Charge', { Type: 'Task', Resource: 'charge', Compensate: { Resource: 'refund' }, End: true })
    .build();
  const sleeping = machineOf({ Rest: { Type: 'Wait', Seconds: 60, End: true } });
  const machine = parallel('Both', [late, sleeping]);
  // An installation whose answers are others after an upgrade.
  class UpgradedHost extends MemoryHost {
    override evaluate(expression: string, ...rest: [Scope, EvaluationSite]): JsonValue | undefined {
      return expression === '$upgraded' ? this.nowMs() > START_MS : super.evaluate(expression, ...rest);
    }
  }
  const host = new UpgradedHost();
  await runThrough(machine, initialCheckpoint(machine, {}), host);
  expect(pathsOf(host)).toEqual(['Both[0]/Charge']);
  expect(host.events.find(({ path }) => path === 'Both[0]/Charge')?.compensation).toMatchObject({ state: 'Charge' });
});

test('more than a hundred thousand threads may sleep at once', async () => {
  const items = Array.from({ length: 150_000 }, (_, index) => index);
  const processor = machineOf({ Rest: { Type: 'Wait', Seconds: 60, End: true } });
  const machine = aMachine()
    .state('Each', { Type: 'Map', ItemProcessor: processor, MaxConcurrency: 150_000, End: true })
    .build();
  const host = new FreshHost({ options: { limits: { mapItems: { most: 150_000 } } } });
  expect(await run(machine, items, host)).toMatchObject({ kind: 'suspended' });
});
