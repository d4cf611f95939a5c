import { checkGates } from './gates.ts';
import { checkInvariants } from './invariants/table.ts';
import { measure } from './measures.ts';
import { PROFILES } from './profiles.ts';
import { printReport, type ReportParts } from './report.ts';
import { flawless } from './testing/hand-made.ts';
import type { Facts } from './facts.ts';

const SLOW = 'The machine was too slow or too busy';

const skipped = [
  { fault: 21, title: 'silent', why: 'only in the long run' },
  { fault: 27, title: 'flush', why: 'no redis-server is installed' },
  { fault: 38, title: 'slow', why: 'only in the long run' },
];

function reportOf(
  facts: Facts,
  twin?: ReportParts['twin'],
  crashPoints = { server: ['park.after_commit:0.1:7,task.before_call:0.1:7'] },
) {
  const profile = PROFILES.long;
  const measures = measure(facts);
  const gates = checkGates({
    profile,
    minutes: 30,
    isPartial: false,
    othersShare: 0,
    measures,
    drainMs: 10,
    postHeal: [],
    unaskedEnds: [],
    plan: { timed: [{ atMs: 1, fault: 4, kind: 'kill', target: 'worker-1', durationMs: 0 }], stories: [], owed: [] },
    invariants: [],
    fanOut: undefined,
  });
  return printReport({
    options: {
      profile,
      minutes: 30,
      seed: 7,
      reportFolder: '/nowhere',
      keep: false,
      twin: false,
      seeds: 1,
      replay: false,
    },
    plan: {
      seed: 7,
      faultDurationMs: 1,
      phases: [],
      timed: [],
      crashPoints,
      always: [],
      stories: [],
      owed: [],
      skipped,
    },
    facts,
    invariants: checkInvariants(facts, true),
    gates,
    measures,
    drainMs: 10,
    postHeal: [],
    unaskedEnds: [],
    missed: [],
    othersShare: 0,
    fanOut: undefined,
    ...(twin === undefined ? {} : { twin }),
    pointsHit: new Map([['task.before_call', 2]]),
    workloads: { on: [], off: [] },
    versions: {},
  });
}

test('too little load alone is told as what it is, and is no pass', () => {
  const { text, isHeld, isTooLittle } = reportOf(flawless());
  expect({ isHeld, isTooLittle }).toEqual({ isHeld: false, isTooLittle: true });
  expect(text).toContain(SLOW);
  expect(text).toContain('accepted events 1 (>= 20000)');
});

test('a broken promise is not excused by a slow machine', () => {
  const { text, isTooLittle } = reportOf(flawless({ runs: [] }));
  expect(text).not.toContain(SLOW);
  expect(isTooLittle).toBe(false);
});

test('crash points that nothing came to are named', () => {
  const { text, json } = reportOf(flawless());
  expect(text).toContain('crash points never hit: park.after_commit\n');
  expect(json).toMatchObject({ crashPointsNeverHit: ['park.after_commit'] });
});

test('what was skipped is told by reasons', () => {
  const { text } = reportOf(flawless());
  expect(text).toContain('  skipped: only in the long run: 21 silent, 38 slow\n');
  expect(text).toContain('  skipped: no redis-server is installed: 27 flush\n');
});

test('a twin that came to something else is a failure', () => {
  const alike = { compared: 9, excused: 1, differences: [], invariants: [] };
  expect(reportOf(flawless(), alike).text).toContain('ok     of 9 events, ended otherwise without faults: 0 (<= 0)');
  const { text, isHeld } = reportOf(flawless(), { ...alike, differences: ['e-1 of chaos-code: failed'] });
  expect(text).toContain('BROKEN of 9 events, ended otherwise without faults: 1 (<= 0)');
  expect(text).toContain('twin: e-1 of chaos-code: failed');
  expect(isHeld).toBe(false);
});
