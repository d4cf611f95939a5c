import { FAULT_TABLE } from './fault-table.ts';
import { makePlan, type PlanRequest } from './plan.ts';
import { faultDurationMs, leaseSecondsAt, PROFILES } from './profiles.ts';
import { planTraffic } from './traffic.ts';
import { castMachines } from './random-machines/cast.ts';
import { workloadsOf } from './workloads/table.ts';

const request: PlanRequest = {
  seed: 7,
  faultDurationMs: 75_000,
  leaseSecondsAt: () => 6,
  isLong: false,
  hasRedis: true,
};
const workloads = workloadsOf(castMachines(7, 18));
const on = workloads.filter(({ isOn }) => isOn);

test('a seed decides everything, and another one decides otherwise', () => {
  expect(makePlan(request)).toEqual(makePlan(request));
  expect(makePlan({ ...request, seed: 8 }).timed).not.toEqual(makePlan(request).timed);
  expect(makePlan({ ...request, seed: 8 }).crashPoints).not.toEqual(makePlan(request).crashPoints);
});

test.each(Array.from({ length: 40 }, (_, seed) => seed))('a short run owes enough of each fault: seed %i', (seed) => {
  const { timed } = makePlan({ ...request, seed });
  const count = (...kinds: string[]) => timed.filter(({ kind }) => kinds.includes(kind)).length;
  expect(count('kill')).toBeGreaterThanOrEqual(10);
  expect(count('pause')).toBeGreaterThanOrEqual(2);
  expect(count('postgres-fast', 'postgres-immediate')).toBeGreaterThanOrEqual(2);
  expect(count('redis-flush')).toBeGreaterThanOrEqual(2);
  expect(timed.every(({ atMs }) => atMs > 0 && atMs < 75_000)).toBe(true);
  expect(timed.map(({ atMs }) => atMs)).toEqual(timed.map(({ atMs }) => atMs).sort((left, right) => left - right));
});

test('a pause is longer than two leases: shorter ones would prove nothing', () => {
  const pauses = makePlan(request).timed.filter(({ kind }) => kind === 'pause');
  expect(Math.min(...pauses.map(({ durationMs }) => durationMs))).toBeGreaterThanOrEqual(12_000);
});

test('where the lease is the production one, a pause is longer than two of those', () => {
  const leaseSecondsAt = (sinceMs: number): number => (sinceMs < 300_000 ? 6 : 30);
  const { timed } = makePlan({ ...request, faultDurationMs: 600_000, isLong: true, leaseSecondsAt });
  const pauses = timed.filter(({ kind }) => kind === 'pause');
  const late = pauses.filter(({ atMs }) => atMs >= 300_000).map(({ durationMs }) => durationMs);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(60_000);
  expect(pauses.length - late.length).toBeGreaterThan(3);
});

test('stretched faults are rarer', () => {
  const long = { ...request, faultDurationMs: 600_000, isLong: true };
  expect(makePlan({ ...long, stretch: 4 }).timed.length).toBeLessThan(makePlan(long).timed.length / 3);
});

test.each(Array.from({ length: 10 }, (_, seed) => seed))('a long run owes enough of each fault: seed %i', (seed) => {
  const profile = PROFILES.long;
  const { timed } = makePlan({
    seed,
    faultDurationMs: faultDurationMs(profile, profile.minutes),
    leaseSecondsAt: (sinceMs) => leaseSecondsAt(profile, sinceMs),
    isLong: true,
    stretch: profile.stretch,
    hasRedis: true,
  });
  const count = (...kinds: string[]) => timed.filter(({ kind }) => kinds.includes(kind)).length;
  expect(count('kill')).toBeGreaterThanOrEqual(50);
  expect(count('pause')).toBeGreaterThanOrEqual(16);
  expect(count('postgres-fast', 'postgres-immediate')).toBeGreaterThanOrEqual(23);
  expect(count('redis-away')).toBeGreaterThanOrEqual(1);
});

test('a short run has Redis for the first half alone', () => {
  const redis = makePlan(request).timed.filter(({ target }) => target === 'redis');
  expect(redis.at(-1)).toMatchObject({ kind: 'redis-away', atMs: 37_500 });
  expect(redis.filter(({ kind }) => kind === 'redis-away')).toHaveLength(1);
});

test('only what is wanted happens, at the times at which it would have happened anyway', () => {
  const { timed, crashPoints, always } = makePlan({ ...request, only: [4, 7] });
  expect(new Set(timed.map(({ fault }) => fault))).toEqual(new Set([4, 7]));
  expect(timed).toEqual(makePlan(request).timed.filter(({ fault }) => fault === 4 || fault === 7));
  expect(Object.values(crashPoints).flat().join('')).toBe('');
  expect(always).toEqual([]);
});

test('what cannot be injected says why', () => {
  const { timed, skipped } = makePlan({ ...request, hasRedis: false });
  expect(timed.filter(({ target }) => target === 'redis')).toEqual([]);
  expect(skipped).toContainEqual({ fault: 27, title: 'Redis FLUSHALL', why: 'no redis-server is installed' });
  expect(skipped).toContainEqual(expect.objectContaining({ fault: 21, why: 'only in the long run' }));
  expect(makePlan({ ...request, isLong: true }).skipped).toEqual([]);
});

test('crash points are such that the preload takes, and differ from start to start', async () => {
  const { parseFaultRules } = await import('../fault-rules.ts');
  const { crashPoints } = makePlan(request);
  const starts = Object.values(crashPoints).flat();
  const points = new Set(starts.flatMap((text) => parseFaultRules(text).map(({ point }) => point)));
  const known = new Set(FAULT_TABLE.flatMap((row) => row.points ?? []));
  expect(points).toEqual(known);
  expect(new Set(crashPoints.server).size).toBeGreaterThan(50);
});

test('traffic has the rate and the shares that were asked for, and ids of its own', () => {
  const planned = planTraffic({ seed: 7, durationMs: 75_000, eventsPerSecond: 28, workloads: on });
  expect(planned.length).toBeGreaterThan(1900);
  expect(planned.length).toBeLessThan(2300);
  expect(new Set(planned.map(({ event }) => event.id)).size).toBe(planned.length);
  expect(new Set(planned.map(({ event }) => event.workload))).toEqual(new Set(on.map(({ name }) => name)));
  expect(new Set(planned.map(({ event }) => event.copies))).toEqual(new Set([1, 2, 3]));
  expect(planTraffic({ seed: 7, durationMs: 75_000, eventsPerSecond: 28, workloads: on })).toEqual(planned);
});

test('every workload makes documents and events, also those that are off', () => {
  for (const workload of workloads) {
    const [planned] = planTraffic({ seed: 1, durationMs: 5000, eventsPerSecond: 5, workloads: [workload] });
    expect(planned?.event.path).toMatch(/^\/(?:hooks\/default|api\/v1\/workflows)\/chaos-/);
    const documents = workload.documents({ sinkUrl: 'http://127.0.0.1:1', secret: 'secret' });
    for (const document of documents) expect([document.millrace, typeof document.name]).toEqual([1, 'string']);
  }
});
