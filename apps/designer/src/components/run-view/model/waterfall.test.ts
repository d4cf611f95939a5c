import type { HeldStep, Run, Step } from '../../../lib/contract.ts';
import { kindsOf, spanOf, waterfallRows } from './waterfall.ts';

const at = (ms: number): string => new Date(1_000_000 + ms).toISOString();
const run: Run = {
  id: 'r',
  workflow: { id: 'w', name: 'orders' },
  version: 1,
  versionId: 'v',
  status: 'running',
  trigger: { id: 't', type: 'webhook' },
  acceptedAt: at(0),
  startedAt: at(0),
  stepCount: 0,
};
const step = (path: string, [from, to]: readonly [number, number], more: Partial<Step> = {}): Step => ({
  sequence: from,
  path,
  state: path,
  type: 'Task',
  status: 'succeeded',
  attempts: [],
  log: [],
  logLines: 0,
  httpRequests: 0,
  startedAt: at(from),
  endedAt: at(to),
  durationMs: to - from,
  ...more,
});
const live = { running: [], nowMs: 1_001_000 };

test('a retried step shows each attempt and the delay between them', () => {
  const attempts = [
    { attempt: 1, startedAt: at(0), endedAt: at(10), error: { error: 'E', cause: '' }, delayMs: 20 },
    { attempt: 2, startedAt: at(30), endedAt: at(40) },
  ];
  const [row] = waterfallRows(run, [step('Charge', [0, 40], { attempts })], live);
  expect(row?.segments.map(({ kind, fromMs, toMs }) => [kind, toMs - fromMs])).toEqual([
    ['failed', 10],
    ['delay', 20],
    ['done', 10],
  ]);
});

test('what a retry goes on inside of begins with the run, though it was entered in the one before', () => {
  const retried: Run = { ...run, startedAt: at(100), retryOf: { id: 'q', kind: 'retry', from: 'Each' } };
  const steps = [step('Each', [0, 140]), step('Ship', [140, 150])];
  const rows = waterfallRows(retried, steps, live);
  expect(rows.map(({ segments, durationMs }) => [segments[0]?.fromMs, durationMs])).toEqual([
    [1_000_100, 40],
    [1_000_140, 10],
  ]);
});

test('a held step stands still while others of its run go on', () => {
  const running = ['A', 'B'].map((path) => ({ path, state: path, startedAt: at(0) }));
  const held = [{ path: 'A' }] as HeldStep[];
  const rows = waterfallRows(run, [], { ...live, running, held });
  expect(rows.map(({ status, segments }) => [status, segments[0]?.kind])).toEqual([
    ['outcome_unknown', 'waiting'],
    ['running', 'running'],
  ]);
});

test('an outer step stands before its inner ones, and what is undone stands last', () => {
  const steps = [
    step('Each[0]/Inner#2', [5, 9]),
    step('Each', [5, 10]),
    step('A[[0]//B', [0, 5]),
    step('Each[0]/Inner#2/Compensate', [11, 12]),
  ];
  const rows = waterfallRows(run, steps, live);
  expect(rows.map(({ label, depth, index, isUndoing }) => [label, depth, index, isUndoing])).toEqual([
    ['A[0]/B', 0, undefined, false],
    ['Each', 0, undefined, false],
    ['Inner #2', 1, 0, false],
    ['Each [0] › Inner #2', 0, 0, true],
  ]);
});

test.each([
  ['running', false, 'running'],
  ['waiting', false, 'waiting'],
  ['compensating', false, undefined],
  ['cancelled', false, 'cancelled'],
  ['failed', true, undefined],
  ['succeeded', true, undefined],
] as const)('of a step without a record, in a run that is %s, cut: %s, it says %s', (status, isCut, said) => {
  const rows = waterfallRows({ ...run, status }, [step('Each[0]/Inner', [5, 9])], { ...live, isCut });
  expect(rows[0]).toMatchObject({ path: 'Each', status: said, segments: [] });
});

test('what undoes a step now says so', () => {
  const running = [{ path: 'A/Compensate', state: 'Compensate', startedAt: at(5) }];
  const rows = waterfallRows({ ...run, status: 'compensating' }, [step('A', [0, 1])], { running, nowMs: 1_000_009 });
  expect(rows[1]).toMatchObject({ path: 'A/Compensate', status: 'compensating', durationMs: 4 });
});

test('a running step grows with the present', () => {
  const rows = waterfallRows(run, [], { running: [{ path: 'A', state: 'A', startedAt: at(400) }], nowMs: 1_001_000 });
  expect(rows[0]).toMatchObject({ status: 'running', durationMs: 600 });
  expect(spanOf(run, rows, 1_001_000)).toEqual({ fromMs: 1_000_000, toMs: 1_001_000 });
});

test('waits have their own pattern, and the legend names only what is there', () => {
  const rows = waterfallRows(
    run,
    [step('Pause', [0, 5], { type: 'Wait' }), step('Bad', [5, 6], { status: 'failed' })],
    live,
  );
  expect(kindsOf(rows.flatMap(({ segments }) => segments))).toEqual(['failed', 'waiting']);
});

test('the span reaches the end of every step, however many follow', () => {
  const many = Array.from({ length: 3000 }, (_, index) => step(`S${index}`, [index, index + 1]));
  const rows = waterfallRows({ ...run, endedAt: at(3000) }, [step('Long', [0, 9000]), ...many], live);
  expect(spanOf({ ...run, endedAt: at(3000) }, rows, 0).toMs).toBe(1_009_000);
});

test('a step without attempts is done or failed as a whole', () => {
  const rows = waterfallRows(run, [step('Good', [0, 1]), step('Bad', [1, 2], { status: 'failed' })], live);
  expect(rows.map(({ segments }) => segments[0]?.kind)).toEqual(['done', 'failed']);
});

test('a step of a waiting run waits', () => {
  const rows = waterfallRows({ ...run, status: 'waiting' }, [], {
    running: [{ path: 'A', state: 'A', startedAt: at(400) }],
    nowMs: 0,
  });
  expect(rows[0]).toMatchObject({ status: 'waiting', durationMs: 0 });
});

test('a run without a start begins when it was accepted, and is never empty', () => {
  const { startedAt: _, ...queued } = run;
  expect(spanOf(queued, [], 1_000_000)).toEqual({ fromMs: 1_000_000, toMs: 1_000_001 });
});
