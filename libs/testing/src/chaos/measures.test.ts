import { checkGates } from './gates.ts';
import { outcomeOf } from './client.ts';
import type { TimedKind } from './fault-table.ts';
import { gapsOf, lengthWithout, measure, spreadOf } from './measures.ts';
import type { PlannedFault } from './plan.ts';
import { PROFILES } from './profiles.ts';
import { findLines } from './report.ts';
import { aChange, aFault, anAnswer, anEffect, aSend, flawless } from './testing/hand-made.ts';

test('what spans leave free', () => {
  const whole = { from: 0, until: 100 };
  expect(gapsOf([], whole)).toEqual([whole]);
  expect(gapsOf([{ from: -5, until: 200 }], whole)).toEqual([]);
  expect(
    gapsOf(
      [
        { from: 40, until: 60 },
        { from: 10, until: 30 },
        { from: 20, until: 45 },
      ],
      whole,
    ),
  ).toEqual([
    { from: 0, until: 10 },
    { from: 60, until: 100 },
  ]);
  expect(lengthWithout(whole, [{ from: 90, until: 130 }])).toBe(90);
});

test('a spread', () => {
  expect(spreadOf([])).toEqual({ count: 0, p50: 0, p99: 0, max: 0 });
  expect(spreadOf([3, 1, 2])).toEqual({ count: 3, p50: 2, p99: 3, max: 3 });
});

describe('how long the runs of a dead process stood still', () => {
  const death = aFault({ t: 1000, until: 1010 });
  const claim = aChange({ n: 9, t: 8000, oldFence: 1, newFence: 2, oldSteps: 1, newSteps: 1 });
  const facts = flawless({
    effects: [anEffect({ t: 900 }), anEffect({ t: 8100, path: 'Two' })],
    changes: [aChange({ t: 500 }), claim],
    faults: [death],
    ups: [
      { name: 'worker-1', from: 0, until: 1000 },
      { name: 'worker-2', from: 0, until: 20_000 },
    ],
  });

  test('from the death to the next claim', () => {
    expect(measure(facts).recoveryMs).toEqual({ count: 1, p50: 7000, p99: 7000, max: 7000 });
  });

  test('less the time in which nobody could claim', () => {
    const away = aFault({ t: 2000, until: 4000, kind: 'postgres-fast', target: 'postgres' });
    expect(measure({ ...facts, faults: [death, away] }).recoveryMs.max).toBe(5000);
    const ups = [
      { name: 'worker-1', from: 0, until: 1000 },
      { name: 'worker-2', from: 3000, until: 20_000 },
    ];
    expect(measure({ ...facts, ups }).recoveryMs.max).toBe(5000);
    const paused = aFault({ t: 5000, until: 7500, kind: 'pause', target: 'worker-2' });
    expect(measure({ ...facts, faults: [death, paused] }).recoveryMs.max).toBe(4500);
  });

  test('a run that another process had in hand does not count, and one that ended neither', () => {
    expect(measure({ ...facts, faults: [{ ...death, target: 'server' }] }).recoveryMs.count).toBe(0);
    const end = aChange({ n: 9, t: 1005, newStatus: 'succeeded' });
    expect(measure({ ...facts, changes: [end] }).recoveryMs.count).toBe(0);
  });
});

test('intake is back with the first event that a door takes', () => {
  const restart = aFault({ t: 1000, until: 3000, kind: 'postgres-fast', target: 'postgres' });
  const accepted = [aSend(), anAnswer(), aSend({ copy: 2 }), anAnswer({ copy: 2, t: 7000 })];
  const ups = [{ name: 'server', from: 0, until: 60_000 }];
  expect(measure(flawless({ accepted, ups, faults: [restart] })).intakeBackMs.max).toBe(4000);
  const shorter = [{ name: 'server', from: 5000, until: 60_000 }];
  expect(measure(flawless({ accepted, ups: shorter, faults: [restart] })).intakeBackMs.max).toBe(2000);
  const blocked = aFault({ t: 500, until: 6000, kind: 'block', target: 'server' });
  expect(measure(flawless({ accepted, ups, faults: [restart, blocked] })).intakeBackMs.max).toBe(1000);
});

test('duplicates come with the faults that explain them; a repetition that the downstream asked for is none', () => {
  const again = anEffect({ t: 180, by: 'worker-2' });
  const { duplicates } = measure(flawless({ effects: [anEffect(), again], faults: [aFault()] }));
  expect(duplicates).toMatchObject({ count: 1, share: 0.5 });
  expect(duplicates.listed[0]).toMatchObject({ path: 'One', because: ['4 kill of worker-1 at 150'] });
  expect(measure(flawless({ effects: [anEffect({ answered: 'failed' }), again] })).duplicates.count).toBe(0);
});

const aPlanned = (kind: TimedKind): PlannedFault => ({ atMs: 1, fault: 1, kind, target: 'worker-1', durationMs: 0 });
const sleepers = spreadOf(Array.from({ length: 500 }, () => 900));
const fanOut = { items: 100, killedAt: 37, cancelledAt: 60, peakBytes: 0 };

describe('gates', () => {
  const measures = { ...measure(flawless()), accepted: 1500, kills: 10, pauses: 1, postgresRestarts: 2 };
  const parts = {
    profile: PROFILES.ci,
    minutes: 2,
    isPartial: false,
    othersShare: 0,
    measures,
    drainMs: 100,
    postHeal: [],
    unaskedEnds: [],
    plan: { timed: [aPlanned('kill'), aPlanned('pause'), aPlanned('postgres-fast')], stories: [], owed: [] },
    invariants: [],
    fanOut: undefined,
  };
  const failed = (members: Partial<Parameters<typeof checkGates>[0]>) =>
    checkGates({ ...parts, ...members })
      .filter(({ isHeld }) => !isHeld)
      .map(({ name }) => name);

  test('all held', () => {
    expect(failed({})).toEqual([]);
  });

  test.each([
    ['accepted events', { measures: { ...measures, accepted: 1499 } }],
    ['kill -9 of server or worker', { measures: { ...measures, kills: 9 } }],
    ['pauses', { measures: { ...measures, pauses: 0 } }],
    ['Postgres restarts', { measures: { ...measures, postgresRestarts: 1 } }],
    ["a killed process's runs go on (ms)", { measures: { ...measures, recoveryMs: spreadOf([21_001]) } }],
    ['a process told to end has ended (ms)', { measures: { ...measures, drainsMs: spreadOf([11_001]) } }],
    ['intake after Postgres is back (ms)', { measures: { ...measures, intakeBackMs: spreadOf([15_001]) } }],
    ['backlog 0 after healing (ms)', { drainMs: undefined }],
    ['doors that fail after healing', { postHeal: ['webhook: 500'] }],
    [
      'processes that ended by themselves',
      { unaskedEnds: [{ t: 1, name: 'server', pid: 2, code: 1, signal: null, wasReady: true, lastLines: [] }] },
    ],
    [
      'duplicate effects (%)',
      {
        profile: PROFILES.long,
        minutes: 1,
        measures: { ...measures, duplicates: { ...measures.duplicates, share: 0.02 } },
      },
    ],
  ])('too little, too late or too much: %s', (name, members) => {
    expect(failed(members)).toEqual([name]);
  });

  test.each([
    ['lost', 'I1'],
    ['invented', 'I2'],
    ['unexplained duplicates', 'I3'],
    ['stuck', 'I8'],
  ] as const)('what must be nought: %s', (gate, name) => {
    const invariants = [{ name, title: '', isSkipped: false, violations: [{ message: 'One.' }] }];
    expect(failed({ invariants })).toEqual([gate]);
  });

  test('where only some rows were wanted, what they make too few of is not owed', () => {
    const few = { ...measures, kills: 5, pauses: 0, postgresRestarts: 0 };
    const timed = [aPlanned('kill'), aPlanned('pause'), aPlanned('pause')];
    expect(failed({ isPartial: true, measures: few, plan: { ...parts.plan, timed } })).toEqual(['pauses']);
  });

  test('each kind of fault that is owed must have come', () => {
    const plan = { ...parts.plan, owed: [4, 7] };
    const faults = [{ fault: 4, kind: 'kill', count: 12 }];
    const gates = checkGates({ ...parts, plan, measures: { ...measures, faults } });
    const gate = gates.find(({ name }) => name.includes('did not come'));
    expect(gate).toMatchObject({ actual: 'rows 7', isHeld: false, isLoad: true });
    expect(failed({ plan: { ...plan, owed: [4] }, measures: { ...measures, faults } })).toEqual([]);
    const twenty = Array.from({ length: 20 }, (_, row) => row + 1);
    const came = (count: number) => twenty.slice(0, count).map((fault) => ({ fault, kind: 'kill', count: 1 }));
    const ofTwenty = (count: number) =>
      failed({ plan: { ...plan, owed: twenty }, measures: { ...measures, faults: came(count) } });
    expect(ofTwenty(14)).toEqual([]);
    expect(ofTwenty(13)).toEqual(['of 20 kinds of faults, did not come']);
  });

  test('sleepers and the large fan-out are owed where they are wanted', () => {
    const plan = { ...parts.plan, stories: ['sleepers', 'large-fan-out'] as const };
    const good = { plan, fanOut, measures: { ...measures, sleepersMs: sleepers } };
    expect(failed(good)).toEqual([]);
    expect(failed({ plan })).toEqual(['sleepers woken', 'large fan-out']);
    const late = spreadOf([...Array.from({ length: 499 }, () => 900), 60_001]);
    expect(failed({ ...good, measures: { ...measures, sleepersMs: late } })).toEqual(['the last sleeper goes on (ms)']);
    const { cancelledAt: _, ...uncancelled } = fanOut;
    expect(failed({ ...good, fanOut: uncancelled })).toEqual(['large fan-out']);
  });

  test('on a machine that others use, what must be done in time has more of it', () => {
    const slow = { ...measures, recoveryMs: spreadOf([30_000]) };
    expect(failed({ measures: slow, othersShare: 0.2 })).toEqual(["a killed process's runs go on (ms)"]);
    expect(failed({ measures: slow, othersShare: 0.3 })).toEqual([]);
    expect(failed({ drainMs: 60_001, othersShare: 0.9 })).toEqual(['backlog 0 after healing (ms)']);
  });

  test('a shorter run owes less, in proportion to its faults', () => {
    const accepted = checkGates({ ...parts, minutes: 1.375 }).find(({ name }) => name === 'accepted events');
    expect(accepted?.wanted).toBe('>= 750');
  });
});

test('the lines of a violation are those of its event and run, with the faults around them', () => {
  const facts = flawless({ faults: [aFault(), aFault({ t: 90_000, until: 90_001 })] });
  const lines = findLines({ message: '', id: 'e-1', runId: 'run-1' }, facts);
  expect(lines).toHaveLength(8);
  expect(lines.filter((line) => line.includes('"kind":"kill"'))).toHaveLength(1);
  expect(findLines({ message: 'about nobody' }, facts)).toEqual([]);
});

test.each([
  [200, 'run-1', '2xx'],
  [202, undefined, '2xx'],
  [500, 'run-1', 'ended'],
  [500, undefined, 'unknown'],
  [502, undefined, 'unknown'],
  [503, undefined, 'refused'],
  [429, undefined, 'refused'],
  [400, undefined, 'refused'],
])('what status %i with the run %s stands for', (status, runId, outcome) => {
  expect(outcomeOf(status, { runId })).toBe(outcome);
});

test('a database that did not answer may have kept the event, a full one has not', () => {
  expect(outcomeOf(503, { code: 'store.unavailable' })).toBe('unknown');
  expect(outcomeOf(503, { code: 'intake.saturated' })).toBe('refused');
});
