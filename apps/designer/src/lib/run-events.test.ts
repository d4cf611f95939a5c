import { QueryClient } from '@tanstack/react-query';
import type { Run, RunEvent, Step } from './contract.ts';
import { addStep, applyToCache, applyToRun, HEARD_RUNS, staleAfter } from './run-events.ts';

const run: Run = {
  id: 'r1',
  workflow: { id: 'w1', name: 'orders' },
  version: 1,
  versionId: 'v1',
  status: 'queued',
  trigger: { id: 'hook', type: 'webhook' },
  acceptedAt: '2026-01-01T00:00:00.000Z',
  stepCount: 0,
};
const event = (kind: RunEvent['kind'], more: Partial<RunEvent> = {}): RunEvent => ({
  kind,
  runId: 'r1',
  workflow: 'orders',
  at: '2026-01-01T00:00:02.000Z',
  ...more,
});
const step = (sequence: number): Step => ({
  sequence,
  path: `S${sequence}`,
  state: `S${sequence}`,
  type: 'Pass',
  status: 'succeeded',
  attempts: [],
  log: [],
  logLines: 0,
  httpRequests: 0,
  startedAt: run.acceptedAt,
  endedAt: run.acceptedAt,
  durationMs: 0,
});

test('a run that starts and ends gets its times and duration', () => {
  const started = applyToRun(run, event('run.started', { at: '2026-01-01T00:00:01.000Z' }));
  expect(started.status).toBe('running');
  expect(applyToRun(started, event('run.ended', { status: 'failed' }))).toMatchObject({
    status: 'failed',
    durationMs: 1000,
  });
});

test('steps arrive in any order and only once', () => {
  const steps = [step(2), step(0), step(2)].reduce<readonly Step[]>(addStep, []);
  expect(steps.map(({ sequence }) => sequence)).toEqual([0, 2]);
});

test('the cache follows a run in lists, on its page and among its running steps', () => {
  const cache = new QueryClient();
  cache.setQueryData(['runs', 'list', {}, 50], { pages: [{ items: [run] }], pageParams: [undefined] });
  cache.setQueryData(['runs', 'steps', 'r1'], []);
  applyToCache(cache, event('run.accepted'));
  applyToCache(cache, event('step.started', { path: 'A', state: 'A' }));
  expect(cache.getQueryData(['runs', 'running', 'r1'])).toEqual([
    { path: 'A', state: 'A', startedAt: event('run.started').at },
  ]);
  applyToCache(cache, event('step.ended', { path: 'A', state: 'A', step: step(0) }));
  expect(cache.getQueryData(['runs', 'running', 'r1'])).toBeUndefined();
  expect(cache.getQueryData(['runs', 'steps', 'r1'])).toHaveLength(1);
  expect(cache.getQueryData(HEARD_RUNS)).toEqual([{ runId: 'r1', workflow: 'orders' }]);
  expect(cache.getQueryData(['runs', 'list', {}, 50])).toMatchObject({
    pages: [{ items: [{ stepCount: 1, currentState: 'A' }] }],
  });
});

test('only steps of the top level say where a run stands', () => {
  const outer = applyToRun(run, event('step.started', { path: 'Each', state: 'Each' }));
  const inner = applyToRun(outer, event('step.started', { path: 'Each[0]/Pay', state: 'Pay' }));
  expect(inner).toMatchObject({ status: 'running', currentState: 'Each' });
});

test('a run that undoes its steps does so until it ends', () => {
  const undoing = applyToRun({ ...run, status: 'running', currentState: 'B' }, event('run.compensating'));
  const events = [
    event('step.started', { path: 'A/Compensate', state: 'Compensate' }),
    event('run.waiting', { until: run.acceptedAt }),
  ];
  expect(events.reduce(applyToRun<Run>, undoing)).toMatchObject({ status: 'compensating', currentState: 'B' });
});

test('a late event does not wake a run that has ended', () => {
  const ended: Run = { ...run, status: 'succeeded' };
  expect(applyToRun(ended, event('step.started', { state: 'A' }))).toBe(ended);
  expect(applyToRun(ended, event('run.ended', { status: 'cancelled' })).status).toBe('cancelled');
});

test('the running steps of a run that nobody looks at are not kept when there are none', () => {
  const cache = new QueryClient();
  applyToCache(cache, event('step.started', { path: 'A', state: 'A' }));
  applyToCache(cache, event('run.ended'));
  expect(cache.getQueryCache().findAll({ queryKey: ['runs', 'running'] })).toEqual([]);
});

test('of a run that has ended everything is read again, of one that goes on the count and what stands still', () => {
  expect(staleAfter(event('step.ended'))).toEqual([]);
  expect(staleAfter(event('run.accepted'))).toEqual([
    ['runs', 'active'],
    ['runs', 'fresh'],
  ]);
  expect(staleAfter(event('run.waiting'))).toEqual([
    ['runs', 'active'],
    ['runs', 'fresh'],
    ['runs', 'one', 'r1'],
  ]);
  expect(staleAfter(event('run.ended'))).toEqual([
    ['runs', 'active'],
    ['runs', 'fresh'],
    ['runs', 'one', 'r1'],
    ['runs', 'steps', 'r1'],
    ['runs', 'threads', 'r1'],
    ['workflows', 'list'],
  ]);
});
