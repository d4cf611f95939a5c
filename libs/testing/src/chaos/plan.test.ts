import { FAULT_TABLE, PROCESSES } from './fault-table.ts';
import { makeCalmPlan, makePlan, type ChaosPlan, type PlanRequest } from './plan.ts';
import { faultDurationMs, phaseAt, phasesOf, PROFILES } from './profiles.ts';
import { planTraffic } from './traffic.ts';
import { castMachines } from './random-machines/cast.ts';
import { workloadsOf } from './workloads/table.ts';

const ci = PROFILES.ci;
const DURATION_MS = faultDurationMs(ci, ci.minutes);
const request: PlanRequest = {
  seed: 7,
  faultDurationMs: DURATION_MS,
  phases: phasesOf(ci, DURATION_MS),
  isLong: false,
};
const longOf = (seed: number, profile = PROFILES.long): PlanRequest => {
  const durationMs = faultDurationMs(profile, profile.minutes);
  return {
    seed,
    faultDurationMs: durationMs,
    phases: phasesOf(profile, durationMs),
    isLong: true,
    stretch: profile.stretch,
  };
};
const workloads = workloadsOf(castMachines(7, 18));
const on = workloads.filter(({ isOn }) => isOn);
const LONG_KINDS = [
  'redis-away',
  'block',
  'connections-taken',
  'table-locked',
  'descriptors-taken',
  'cpu-starved',
  'files-unwritable',
];
const counter =
  ({ timed }: ChaosPlan) =>
  (...kinds: string[]): number =>
    timed.filter(({ kind }) => kinds.includes(kind)).length;

test('a seed decides everything, and another one decides otherwise', () => {
  expect(makePlan(request)).toEqual(makePlan(request));
  expect(makePlan({ ...request, seed: 8 }).timed).not.toEqual(makePlan(request).timed);
  expect(makePlan({ ...request, seed: 8 }).crashPoints).not.toEqual(makePlan(request).crashPoints);
});

test.each(Array.from({ length: 60 }, (_, seed) => seed))('a short run owes more than its gates: seed %i', (seed) => {
  const plan = makePlan({ ...request, seed });
  const count = counter(plan);
  // Every kind of crash point that it owes is a kill more.
  const points = FAULT_TABLE.filter((row) => row.points !== undefined && plan.owed.includes(row.fault));
  expect(count('kill') + points.length).toBeGreaterThanOrEqual(ci.gates.kills + 5);
  expect(count('pause')).toBeGreaterThanOrEqual(ci.gates.pauses + 1);
  expect(count('postgres-fast', 'postgres-immediate')).toBeGreaterThanOrEqual(ci.gates.postgresRestarts + 2);
  expect(count('redis-flush')).toBeGreaterThanOrEqual(2);
  expect(plan.timed.every(({ atMs }) => atMs > 0 && atMs < DURATION_MS)).toBe(true);
});

test.each(
  (['long', 'soak'] as const).flatMap((name) => Array.from({ length: 10 }, (_, seed) => [name, seed] as const)),
)('a %s run owes more than its gates: seed %i', (name, seed) => {
  const { gates } = PROFILES[name];
  const count = counter(makePlan(longOf(seed, PROFILES[name])));
  // Crash points come on top.
  expect(count('kill')).toBeGreaterThanOrEqual(gates.kills * 1.15);
  expect(count('pause')).toBeGreaterThanOrEqual(gates.pauses * 1.1);
  expect(count('postgres-fast', 'postgres-immediate')).toBeGreaterThanOrEqual(gates.postgresRestarts * 1.1);
  for (const kind of LONG_KINDS) expect([kind, count(kind) > 0]).toEqual([kind, true]);
});

test.each(Array.from({ length: 20 }, (_, seed) => seed))('no process is to be two things at once: seed %i', (seed) => {
  for (const target of PROCESSES) {
    const mine = makePlan({ ...request, seed }).timed.filter((fault) => fault.target === target);
    const overlaps = mine.filter((fault, index) => {
      const before = mine[index - 1];
      // It starts anew after it was killed, and needs a moment.
      return before !== undefined && fault.atMs < before.atMs + before.durationMs + 2000;
    });
    expect(overlaps).toEqual([]);
  }
});

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'one process at a time stands still or is told to end: seed %i',
  (seed) => {
    for (const asked of [{ ...request, seed }, longOf(seed)]) {
      const { timed } = makePlan(asked);
      const still = timed.filter(({ kind }) => ['pause', 'block', 'roll'].includes(kind));
      const overlaps = still.filter(({ atMs }, index) => {
        const before = still[index - 1];
        return before !== undefined && atMs < before.atMs + before.durationMs - 1;
      });
      expect(overlaps).toEqual([]);
    }
  },
);

test('a pause is longer than two leases, of the phase that it is in', () => {
  const { timed, phases } = makePlan(longOf(3));
  const pauses = timed.filter(({ kind }) => kind === 'pause');
  const short = pauses.filter(({ atMs, durationMs }) => durationMs < 2000 * phaseAt(phases, atMs).leaseSeconds);
  expect(short).toEqual([]);
  expect(new Set(pauses.map(({ durationMs }) => (durationMs < 20_000 ? 'short' : 'long')))).toEqual(
    new Set(['short', 'long']),
  );
});

test('stretched faults are rarer, crash points too', () => {
  const long = longOf(7);
  const [often, seldom] = [makePlan({ ...long, stretch: 3 }), makePlan({ ...long, stretch: 12 })];
  expect(counter(seldom)('kill')).toBeLessThan(counter(often)('kill') / 3);
  const chanceOf = ({ crashPoints }: ChaosPlan) => Number(/:([\d.]+):/.exec(crashPoints.server?.join(',') ?? '')?.[1]);
  expect(chanceOf(seldom)).toBeCloseTo(chanceOf(often) / 4, 5);
});

test('half of the time has no Redis: all processes learn of it, and it is away', () => {
  const { timed, phases } = makePlan(request);
  expect(phases.map(({ hasRedis }) => hasRedis)).toEqual([true, false]);
  const half = phases[1]?.fromMs ?? 0;
  expect(half).toBeCloseTo(DURATION_MS / 2, -2);
  // Who stands still just then is told a little later.
  const starts = timed.filter(({ kind, atMs }) => kind === 'kill' && atMs >= half && atMs < half + 20_000);
  expect(new Set(starts.map(({ target }) => target))).toEqual(new Set(PROCESSES));
  const { timed: long, phases: longPhases } = makePlan(longOf(1));
  const change = longPhases[1]?.fromMs ?? 0;
  const rolls = long.filter(({ kind, atMs }) => kind === 'roll' && atMs >= change && atMs < change + 120_000);
  expect(new Set(rolls.map(({ target }) => target))).toEqual(new Set(PROCESSES));
  expect(timed.filter(({ target }) => target === 'redis').at(-1)).toMatchObject({ kind: 'redis-away', atMs: half });
});

test('a long run has each lease with each way of waking', () => {
  const kinds = makePlan(longOf(1)).phases.map(({ leaseSeconds, hasRedis }) => `${leaseSeconds} ${hasRedis}`);
  expect(new Set(kinds)).toEqual(new Set(['6 true', '6 false', '30 true', '30 false']));
  expect(kinds.at(-1)).toBe(kinds[0]);
});

test('only what is wanted happens, at the times at which it would have happened anyway', () => {
  const { timed, crashPoints, always } = makePlan({ ...request, only: [7, 14] });
  const isWanted = ({ fault }: { readonly fault: number }) => [7, 14].includes(fault);
  expect(timed.filter(isWanted)).toEqual(makePlan(request).timed.filter(isWanted));
  // Without these no process would learn that the phase is another one.
  expect(timed.filter((fault) => !isWanted(fault)).map(({ kind }) => kind)).toEqual(['kill', 'kill', 'kill']);
  expect(Object.values(crashPoints).flat().join('')).toBe('');
  expect(always).toEqual([]);
});

test('what cannot be injected says why', () => {
  const missing = { redis: 'no redis-server is installed' };
  const { timed, skipped, phases } = makePlan({ ...request, missing });
  expect(timed.filter(({ target }) => target === 'redis')).toEqual([]);
  expect(phases.some(({ hasRedis }) => hasRedis)).toBe(false);
  expect(skipped).toContainEqual({ fault: 27, title: 'Redis FLUSHALL', why: 'no redis-server is installed' });
  expect(skipped).toContainEqual(expect.objectContaining({ fault: 21, why: 'only in the long run' }));
  expect(skipped).toContainEqual(expect.objectContaining({ fault: 50, why: 'no earlier release has a tag' }));
});

test('rows of long runs come in a short one when they are asked for, and some only then', () => {
  const { timed, skipped, stories } = makePlan({ ...request, only: [8, 57, 59] });
  expect(counter(makePlan({ ...request, only: [8, 57, 59] }))('block')).toBe(1);
  expect(timed.filter(({ fault }) => fault === 57)).toHaveLength(5);
  expect([skipped, stories]).toEqual([[], ['sleepers', 'large-fan-out']]);
  expect(makePlan(longOf(1)).stories).toEqual(['sleepers']);
  expect(makePlan(longOf(1)).skipped).toContainEqual(expect.objectContaining({ fault: 59 }));
});

test('a short run owes each row that is not for long runs only; a long one, and some rows, owe what they make', () => {
  const { owed } = makePlan(request);
  expect(owed).toEqual(expect.arrayContaining([1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 27, 45, 56, 58]));
  expect(owed.filter((row) => FAULT_TABLE.some(({ fault, isLong }) => fault === row && isLong === true))).toEqual([]);
  expect(makePlan(longOf(1)).owed).toEqual([]);
  expect(makePlan({ ...request, only: [4, 8] }).owed).toEqual([4]);
  expect(makePlan({ ...request, missing: { redis: 'none' } }).owed).not.toContain(27);
});

test('the calm twin of a plan breaks nothing', () => {
  const calm = makeCalmPlan(makePlan(longOf(1)));
  expect([calm.timed, calm.always, Object.values(calm.crashPoints)]).toEqual([[], [], []]);
  expect(calm.stories).toEqual(['sleepers']);
});

test('traffic has the rate and the shares that were asked for, and ids of its own', () => {
  const planned = planTraffic({ seed: 7, durationMs: 75_000, eventsPerSecond: 24, workloads: on });
  expect(planned.length).toBeGreaterThan(1600);
  expect(planned.length).toBeLessThan(2000);
  expect(new Set(planned.map(({ event }) => event.id)).size).toBe(planned.length);
  expect(new Set(planned.map(({ event }) => event.workload))).toEqual(new Set(on.map(({ name }) => name)));
  expect(new Set(planned.map(({ event }) => event.copies))).toEqual(new Set([1, 2, 3]));
  expect(planTraffic({ seed: 7, durationMs: 75_000, eventsPerSecond: 24, workloads: on })).toEqual(planned);
});

test('every workload makes documents and events, also those that are off', () => {
  for (const workload of workloads) {
    const [planned] = planTraffic({ seed: 1, durationMs: 5000, eventsPerSecond: 5, workloads: [workload] });
    expect(planned?.event.path).toMatch(/^\/(?:hooks\/default|api\/v1\/workflows)\/chaos-/);
    const documents = workload.documents({ sinkUrl: 'http://127.0.0.1:1', secret: 'secret' });
    for (const document of documents) expect([document.millrace, typeof document.name]).toEqual([1, 'string']);
  }
});
