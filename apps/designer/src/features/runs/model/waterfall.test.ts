import type { Run, Step } from '../../../lib/contract.ts';
import { axisMarks, kindsOf, spanOf, waterfallRows } from './waterfall.ts';

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

test('an outer step stands before its inner ones', () => {
  const rows = waterfallRows(run, [step('Each[0]/Inner', [5, 9]), step('Each', [5, 10]), step('First', [0, 5])], live);
  expect(rows.map(({ path, depth }) => [path, depth])).toEqual([
    ['First', 0],
    ['Each', 0],
    ['Each[0]/Inner', 1],
  ]);
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
  expect(kindsOf(rows)).toEqual(['failed', 'waiting']);
});

test.each([
  [10_000, [0, 2000, 4000, 6000, 8000, 10_000]],
  [37, [0, 10, 20, 30]],
  [2, [0, 1, 2]],
])('an axis of %d ms has round marks', (span, marks) => expect(axisMarks(span)).toEqual(marks));

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
