import { checkGates } from './gates.ts';
import { checkInvariants } from './invariants/table.ts';
import { measure } from './measures.ts';
import { PROFILES } from './profiles.ts';
import { printReport } from './report.ts';
import { flawless } from './testing/hand-made.ts';
import type { Facts } from './facts.ts';

const SLOW = 'The machine was too slow or too busy';

function reportOf(facts: Facts, crashPoints = { server: ['park.after_commit:0.1:7,task.before_call:0.1:7'] }) {
  const profile = PROFILES.long;
  const measures = measure(facts);
  const gates = checkGates({
    profile,
    minutes: 30,
    measures,
    drainMs: 10,
    postHeal: [],
    unaskedEnds: [],
    wants: { kills: true, pauses: true, postgresRestarts: true },
  });
  return printReport({
    options: { profile, minutes: 30, seed: 7, reportFolder: '/nowhere', keep: false, replay: false },
    plan: { seed: 7, faultDurationMs: 1, timed: [], crashPoints, always: [], skipped: [] },
    facts,
    invariants: checkInvariants(facts, true),
    gates,
    measures,
    drainMs: 10,
    postHeal: [],
    unaskedEnds: [],
    missed: [],
    pointsHit: new Map([['task.before_call', 2]]),
    workloads: { on: [], off: [] },
    versions: {},
  });
}

test('too little load alone is told as what it is, and is no pass', () => {
  const { text, isHeld } = reportOf(flawless());
  expect(isHeld).toBe(false);
  expect(text).toContain(SLOW);
  expect(text).toContain('accepted events 1 (>= 20000)');
});

test('a broken promise is not excused by a slow machine', () => {
  expect(reportOf(flawless({ runs: [] })).text).not.toContain(SLOW);
});

test('crash points that nothing came to are named', () => {
  const { text, json } = reportOf(flawless());
  expect(text).toContain('crash points never hit: park.after_commit\n');
  expect(json).toMatchObject({ crashPointsNeverHit: ['park.after_commit'] });
});
