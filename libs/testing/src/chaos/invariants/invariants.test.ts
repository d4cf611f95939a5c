import type { Expectation, Facts } from '../facts.ts';
import { aChange, aFault, anAnswer, anEffect, anEvent, aRunFact, aSend, flawless } from '../testing/hand-made.ts';
import { checkInvariants } from './table.ts';

/** Names of the invariants that the log breaks. */
const broken = (facts: Facts): readonly string[] =>
  checkInvariants(facts, true)
    .filter(({ violations }) => violations.length > 0)
    .map(({ name }) => name);
const withEvent = (members: Parameters<typeof anEvent>[0], facts: Partial<Facts> = {}): Facts =>
  flawless({ events: new Map([['e-1', anEvent(members)]]), ...facts });
const expecting = (members: Partial<Expectation>, facts: Partial<Facts> = {}): Facts =>
  withEvent({ expected: { ...anEvent().expected, ...members } }, facts);
const twice = (members: Parameters<typeof anEffect>[0] = {}) => [
  anEffect(),
  anEffect({ t: 180, ...members }),
  anEffect({ t: 200, path: 'Two' }),
];

test('a log without a flaw breaks nothing', () => {
  expect(broken(flawless())).toEqual([]);
});

describe('I1 nothing lost', () => {
  test('an accepted event without a run', () => {
    const lost = flawless({ runs: [], effects: [], changes: [] });
    expect(broken(lost)).toEqual(expect.arrayContaining(['I1']));
  });

  test('a run that ended for a reason that nothing allows', () => {
    const failed = aRunFact({ status: 'failed', error: 'States.Runtime', cause: 'run.crash_loop' });
    expect(broken(flawless({ runs: [failed] }))).toEqual(['I1']);
  });

  test('a run that ended in a way that nothing allows', () => {
    expect(broken(flawless({ runs: [aRunFact({ status: 'timed_out' })] }))).toEqual(['I1']);
  });

  test('a run that failed for a reason that the plan allows is no loss', () => {
    const failed = aRunFact({ status: 'failed', error: 'Connector.Retryable' });
    expect(broken(flawless({ runs: [failed], effects: [anEffect()] }))).toEqual([]);
  });

  test('a run that succeeded without an effect', () => {
    expect(broken(flawless({ effects: [anEffect()] }))).toEqual(['I1', 'I7']);
  });
});

describe('I2 nothing invented', () => {
  const refused = { runs: [], changes: [], accepted: [aSend(), anAnswer({ outcome: 'refused' })] };

  test('an effect of an event that was refused', () => {
    expect(broken(flawless(refused))).toEqual(expect.arrayContaining(['I2']));
  });

  test('an effect of an event that nobody sent', () => {
    const effects = [...flawless().effects, anEffect({ id: 'e-2', runId: 'run-2' })];
    expect(broken(flawless({ effects }))).toEqual(['I2']);
  });

  test('an effect of an event whose answer was lost is none', () => {
    const { runId: _, ...unknown } = anAnswer({ outcome: 'unknown' });
    expect(broken(flawless({ accepted: [aSend(), unknown] }))).toEqual([]);
  });
});

describe('I3 duplicates bounded and explained', () => {
  test('done twice, and nothing broke', () => {
    expect(broken(flawless({ effects: twice() }))).toEqual(['I3']);
  });

  test('done twice, because the downstream had failed', () => {
    const effects = [anEffect({ answered: 'failed' }), ...twice().slice(1)];
    expect(broken(flawless({ effects }))).toEqual([]);
  });

  test('done twice, because the process was killed in between', () => {
    expect(broken(flawless({ effects: twice(), faults: [aFault()] }))).toEqual([]);
  });

  test.each([
    ['another process was killed', aFault({ target: 'worker-2' })],
    ['the process was killed long before', aFault({ t: -3000, until: -3000 })],
    ['the process was killed afterwards', aFault({ t: 181, until: 190 })],
    ['Redis was emptied', aFault({ kind: 'redis-flush', target: 'redis' })],
  ])('%s: that is no reason', (_, fault) => {
    expect(broken(flawless({ effects: twice(), faults: [fault] }))).toEqual(['I3']);
  });

  test('Postgres concerns every process', () => {
    const faults = [aFault({ kind: 'postgres-fast', target: 'postgres' })];
    expect(broken(flawless({ effects: twice(), faults }))).toEqual([]);
  });

  test('more often than Retry allows', () => {
    const failed = [100, 110, 120, 130].map((t) => anEffect({ t, answered: t === 130 ? 'ok' : 'failed' }));
    const effects = [...failed, anEffect({ t: 200, path: 'Two' })];
    expect(broken(flawless({ effects }))).toEqual(['I3']);
    expect(broken(flawless({ effects: effects.slice(1) }))).toEqual([]);
  });
});

describe('I4 key is stable', () => {
  test('a key that is not the one of its run and path', () => {
    expect(broken(flawless({ effects: [anEffect({ key: 'other' }), anEffect({ t: 200, path: 'Two' })] }))).toEqual([
      'I4',
    ]);
  });

  test('another body under the same key', () => {
    const faults = [aFault()];
    expect(broken(flawless({ effects: twice({ sha256: 'other' }), faults }))).toEqual(['I4']);
  });

  test('two paths under one key', () => {
    const [first] = flawless().effects;
    const effects = [anEffect(), anEffect({ t: 200, path: 'Two', key: first?.key ?? '', answered: 'ok' })];
    expect(broken(flawless({ effects, faults: [aFault()] }))).toEqual(['I4']);
  });
});

describe('I5 fences rise', () => {
  test('an older fence writes after a newer one', () => {
    const changes = [aChange({ n: 1, newFence: 2 }), aChange({ n: 2, oldFence: 2, newFence: 1, oldSteps: 1 })];
    expect(broken(flawless({ changes }))).toEqual(['I5']);
  });

  test('recorded steps vanish', () => {
    const changes = [aChange({ n: 1, newSteps: 2 }), aChange({ n: 2, oldSteps: 2, newSteps: 1 })];
    expect(broken(flawless({ changes }))).toEqual(['I5']);
  });

  test('changes count in the order in which they were made, whatever the order of the log', () => {
    expect(broken(flawless({ changes: [...flawless().changes].reverse() }))).toEqual([]);
  });
});

describe('I6 one end', () => {
  test('a second end', () => {
    const changes = [
      ...flawless().changes,
      aChange({ n: 4, oldStatus: 'succeeded', newStatus: 'failed', oldSteps: 2, newSteps: 2 }),
    ];
    expect(broken(flawless({ changes }))).toEqual(['I6']);
  });

  test('a step after the end', () => {
    expect(broken(flawless({ lateSteps: [{ runId: 'run-1', sequence: 2 }] }))).toEqual(['I6']);
  });
});

describe('I7 the end is true', () => {
  const cancel = { t: 1000, id: 'e-1', runId: 'run-1', outcome: 'cancel', answer: 'cancelled' } as const;
  const cancelled = (facts: Partial<Facts>): Facts =>
    expecting(
      { ends: { cancelled: /^$/ } },
      { runs: [aRunFact({ status: 'cancelled' })], cancels: [cancel], effects: [anEffect()], ...facts },
    );

  test('an effect whose every answer was a failure, in a run that succeeded', () => {
    const effects = [anEffect(), anEffect({ t: 200, path: 'Two', answered: 'failed' })];
    expect(broken(flawless({ effects }))).toEqual(['I7']);
  });

  test('a cancel in peace', () => {
    expect(broken(cancelled({}))).toEqual([]);
  });

  test('a task that begins long after the cancel', () => {
    const late = anEffect({ t: 3600, path: 'Two' });
    expect(broken(cancelled({ effects: [anEffect(), late] }))).toEqual(['I7']);
    const faults = [aFault({ kind: 'pause', t: 900, until: 3500 })];
    expect(broken(cancelled({ effects: [anEffect(), late], faults }))).toEqual([]);
    const undo = anEffect({ t: 3600, path: 'One/Compensate' });
    expect(broken(cancelled({ effects: [anEffect(), undo] }))).toEqual([]);
  });

  test('a cancel that was acknowledged, of a run that succeeded all the same', () => {
    expect(broken(flawless({ cancels: [cancel] }))).toEqual(['I7']);
    expect(broken(flawless({ cancels: [{ ...cancel, answer: 'requested' }] }))).toEqual([]);
  });

  test('a wait that was cut short', () => {
    const gaps = [{ from: 'One', to: 'Two', atLeastMs: 2000 }];
    expect(broken(expecting({ gaps }))).toEqual(['I7']);
    expect(broken(expecting({ gaps }, { effects: [anEffect(), anEffect({ t: 2100, path: 'Two' })] }))).toEqual([]);
  });

  describe('compensated', () => {
    const undo = ['One', 'Two'].map((of) => ({ of, by: `${of}/Compensate` }));
    const compensated = (...paths: string[]): Facts =>
      expecting(
        { undo, effects: [], ends: { compensated: /^$/ } },
        {
          runs: [aRunFact({ status: 'compensated' })],
          effects: ['One', 'Two', ...paths].map((path, index) => anEffect({ t: 100 * index, path })),
        },
      );

    test('in reverse order', () => {
      expect(broken(compensated('Two/Compensate', 'One/Compensate'))).toEqual([]);
    });
    test('one is left out', () => {
      expect(broken(compensated('Two/Compensate'))).toEqual(['I7']);
    });
    test('the last one was met by a cancel', () => {
      const met = compensated('One/Compensate');
      const events = new Map([...met.events].map(([id, event]) => [id, { ...event, isUndone: true as const }]));
      expect(broken({ ...met, events })).toEqual([]);
      expect(broken({ ...compensated('Two/Compensate'), events })).toEqual(['I7']);
    });
    test('in the order in which they were done', () => {
      expect(broken(compensated('One/Compensate', 'Two/Compensate'))).toEqual(['I7']);
    });
  });
});

test('I8 nothing stuck: a run that has no end', () => {
  const run = aRunFact({ status: 'waiting', isDue: true });
  expect(broken(flawless({ runs: [run], stuck: [run] }))).toEqual(['I8']);
});

describe('I9 conservation', () => {
  test('two runs of one event', () => {
    expect(broken(flawless({ runs: [aRunFact(), aRunFact({ id: 'run-2' })] }))).toEqual(['I9']);
  });

  test('copies that were answered with two runs', () => {
    const accepted = [...flawless().accepted, aSend({ copy: 2 }), anAnswer({ copy: 2, runId: 'run-2' })];
    expect(broken(flawless({ accepted }))).toEqual(['I9']);
  });

  test('a run of an event that every door had refused', () => {
    const { runId: _, ...refused } = anAnswer({ outcome: 'refused' });
    expect(broken(flawless({ accepted: [aSend(), refused], effects: [] }))).toEqual(expect.arrayContaining(['I9']));
  });

  test('a run of an event that was refused once, and unknown once, is none', () => {
    const { runId: _, ...refused } = anAnswer({ outcome: 'refused' });
    const accepted = [aSend(), refused, aSend({ copy: 2 }), { ...refused, copy: 2, outcome: 'unknown' as const }];
    expect(broken(flawless({ accepted }))).toEqual([]);
  });

  test('a run that was made by a copy that was refused, though a later one was accepted', () => {
    const { runId: _, ...refused } = anAnswer({ outcome: 'refused' });
    const again = [aSend({ copy: 2, t: 500 }), anAnswer({ copy: 2, t: 510 })];
    const accepted = [aSend(), refused, ...again];
    expect(broken(flawless({ accepted }))).toEqual(['I9']);
    expect(broken(flawless({ accepted, runs: [aRunFact({ madeAt: 505 })] }))).toEqual([]);
  });

  test('a run of an event that nobody sent', () => {
    expect(broken(flawless({ runs: [aRunFact(), aRunFact({ id: 'run-2', eventId: 'e-2' })] }))).toEqual(['I9']);
  });

  test('a tick that fired twice', () => {
    const id = 'tick-2030-01-01T00:00:00.000Z';
    const ticks = ['run-2', 'run-3'].map((runId) => aRunFact({ id: runId, eventId: id }));
    const effects = [...flawless().effects, anEffect({ id, runId: 'run-2', path: 'Tick' })];
    expect(broken(flawless({ effects, runs: [aRunFact(), ...ticks.slice(1)] }))).toEqual([]);
    expect(broken(flawless({ effects, runs: [aRunFact(), ...ticks] }))).toEqual(['I9']);
  });

  test('a parent whose child was started twice, or never', () => {
    const child = aRunFact({ id: 'run-2', isChild: true });
    expect(broken(expecting({ children: 1 }, { runs: [aRunFact(), child] }))).toEqual([]);
    expect(broken(expecting({ children: 1 }))).toEqual(['I9']);
    expect(broken(expecting({ children: 1 }, { runs: [aRunFact(), child, { ...child, id: 'run-3' }] }))).toEqual([
      'I9',
    ]);
  });
});

describe('I10 order per key', () => {
  const both = { ...anEvent().expected, effects: ['One', 'Two'] };
  const of = (
    order: readonly (readonly [id: string, path: string])[],
    { answeredAt = 20 }: { readonly answeredAt?: number } = {},
  ): Facts =>
    flawless({
      events: new Map(['e-0', 'e-1'].map((id, seq) => [id, anEvent({ id, key: 'k1', seq, expected: both })])),
      accepted: ['e-0', 'e-1'].flatMap((id, n) => [
        aSend({ id, t: 10 + 50 * n }),
        anAnswer({ id, t: answeredAt + 50 * n, runId: `run-${n}` }),
      ]),
      runs: ['e-0', 'e-1'].map((eventId, n) => aRunFact({ id: `run-${n}`, eventId, madeAt: 15 + 50 * n })),
      effects: order.map(([id, path], n) => anEffect({ id, runId: id.replace('e', 'run'), path, t: 100 * (n + 2) })),
      changes: [],
    });
  const [first, second] = [
    [
      ['e-0', 'One'],
      ['e-0', 'Two'],
    ],
    [
      ['e-1', 'One'],
      ['e-1', 'Two'],
    ],
  ] as const;

  test('what came later took effect earlier', () => {
    expect(broken(of([...first, ...second]))).toEqual([]);
    expect(broken(of([...second, ...first]))).toEqual(['I10']);
  });
  test('the later one began before the earlier one was done', () => {
    expect(broken(of([first[0], second[0], first[1], second[1]]))).toEqual(['I10']);
  });
  test('a repetition of the earlier one, by a process that stood still, is no disorder', () => {
    const late = of([...first, ...second]);
    const again = anEffect({ id: 'e-0', runId: 'run-0', path: 'Two', t: 900 });
    expect(broken({ ...late, effects: [...late.effects, again], faults: [aFault({ t: 300, until: 800 })] })).toEqual(
      [],
    );
  });
  test('an event that was answered after the next one was sent may come after it', () => {
    expect(broken(of([...second, ...first], { answeredAt: 70 }))).toEqual([]);
  });
});

describe('answers to tokens', () => {
  const answer = (members: Partial<Facts['answers'][number]> = {}): Facts['answers'][number] => ({
    t: 110,
    id: 'e-1',
    runId: 'run-1',
    outcome: 'answer',
    token: 'token-1',
    value: 'a',
    became: '2xx',
    ...members,
  });
  const wentOnWith = (value: string, ...answers: Facts['answers'][number][]): Facts =>
    flawless({ answers, effects: [anEffect(), anEffect({ t: 200, path: 'Two', value })] });

  test('the run goes on with the one that was taken', () => {
    expect(broken(wentOnWith('a', answer(), answer({ value: 'b', became: 'refused' })))).toEqual([]);
    expect(broken(wentOnWith('b', answer(), answer({ value: 'b', became: 'refused' })))).toEqual(['I7']);
  });
  test('one that nobody heard of may have been the first', () => {
    expect(broken(wentOnWith('b', answer({ became: 'refused' }), answer({ value: 'b', became: 'unknown' })))).toEqual(
      [],
    );
  });
  test('two were taken', () => {
    expect(broken(wentOnWith('a', answer(), answer({ value: 'b' })))).toEqual(['I7']);
    expect(broken(wentOnWith('a', answer(), answer({ value: 'b', token: 'token-2' })))).toEqual([]);
  });
});

describe('a process that stood still on the way to an effect', () => {
  const late = (until: number): Facts => {
    const [one, two] = flawless().effects;
    const again = anEffect({ t: 1000, by: 'worker-2' });
    return flawless({
      effects: [one, two, again].filter((effect) => effect !== undefined),
      faults: [aFault({ kind: 'pause', target: 'worker-2', t: 50, until })],
    });
  };
  test('has it in the moment in which it goes on', () => {
    expect(broken(late(950))).toEqual([]);
  });
  test('must not begin one later', () => {
    expect(broken(late(500))).toEqual(['I3']);
  });
});

describe('ticks', () => {
  const ticks = (...seconds: readonly number[]): Facts => {
    const ids = seconds.map((second) => `tick-${new Date(second * 1000).toISOString()}`);
    return flawless({
      runs: [aRunFact(), ...ids.map((eventId, n) => aRunFact({ id: `tick-run-${n}`, eventId }))],
      effects: [...flawless().effects, ...ids.map((id, n) => anEffect({ id, runId: `tick-run-${n}`, path: 'Tick' }))],
    });
  };
  test('one is missing between two others', () => {
    expect(broken(ticks(100, 110, 120))).toEqual([]);
    expect(broken(ticks(100, 120))).toEqual(['I1']);
  });
  test('one has no effect', () => {
    const idle = ticks(100);
    expect(broken({ ...idle, effects: flawless().effects })).toEqual(['I1']);
  });
});

describe('a run that was given up', () => {
  const cause = 'run.crash_loop: 5 processes ended while they executed this run at the same place.';
  const given = (faults: number, takeOvers = 5): Facts =>
    flawless({
      runs: [aRunFact({ status: 'failed', error: 'States.Runtime', cause })],
      effects: [],
      changes: Array.from({ length: takeOvers }, (_, n) =>
        aChange({ n: n + 1, t: 1000 * (n + 1), oldFence: n + 1, newFence: n + 2, oldSteps: 1, newSteps: 1 }),
      ),
      faults: Array.from({ length: faults }, (_, n) => aFault({ t: 1000 * n + 500, until: 1000 * n + 510 })),
    });
  test('is allowed when five processes were lost with it, each by a fault', () => {
    expect(broken(given(5))).toEqual([]);
  });
  test('is a loss when one of them was not', () => {
    expect(broken(given(4))).toEqual(['I1']);
  });
  test('is a loss when there were fewer', () => {
    expect(broken(given(5, 4))).toEqual(['I1']);
  });
});

test('I11 no secret: one that was found', () => {
  expect(broken(flawless({ leaks: [{ where: 'table public.run', secret: 'API key' }] }))).toEqual(['I11']);
});

test('I12 no leak: memory that grew, in long runs only', () => {
  const MIB = 1024 * 1024;
  const grew = (after: number): Facts =>
    flawless({ growth: [{ name: 'server', what: 'memory', before: 100 * MIB, after: after * MIB }] });
  expect(broken(grew(155))).toEqual([]);
  expect(broken(grew(165))).toEqual(['I12']);
  expect(checkInvariants(grew(165), false).at(-1)).toMatchObject({ name: 'I12', isSkipped: true, violations: [] });
});
