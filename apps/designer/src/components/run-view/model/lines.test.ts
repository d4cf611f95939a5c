import type { Run, Step } from '../../../lib/contract.ts';
import { linesOf } from './lines.ts';
import { EVERY_ROW, narrowRows } from './narrow-rows.ts';
import { waterfallRows } from './waterfall.ts';

const at = (ms: number): string => new Date(1_000_000 + ms).toISOString();
const run: Run = {
  ...{ id: 'r', workflow: { id: 'w', name: 'orders' }, version: 1, versionId: 'v', status: 'failed', stepCount: 2 },
  ...{ trigger: { id: 't', type: 'webhook' }, acceptedAt: at(0), startedAt: at(40), endedAt: at(100) },
};
const step = (path: string, attempts: Step['attempts'] = []): Step => ({
  ...{
    sequence: 0,
    path,
    state: path,
    type: 'Task',
    status: 'succeeded',
    log: [],
    logLines: 0,
    httpRequests: 0,
    attempts,
  },
  ...{ startedAt: at(40), endedAt: at(100), durationMs: 60 },
});
const attempts = [
  { attempt: 1, startedAt: at(40), endedAt: at(50), error: { error: 'E', cause: '' }, delayMs: 20 },
  { attempt: 2, startedAt: at(70), endedAt: at(100) },
];
const linesFor = (selected: string | undefined, steps = [step('A', attempts), step('B')]) => {
  const rows = waterfallRows(run, steps, { running: [], nowMs: 0 });
  const all = rows.map((row) => ({ row }));
  return linesOf({ run, rows: narrowRows(all, EVERY_ROW), selected });
};

test('the run stands first, with how long it was queued', () => {
  const [first, ...others] = linesFor(undefined);
  expect(first).toEqual({ kind: 'run', segments: [{ kind: 'queued', fromMs: 1_000_000, toMs: 1_000_040 }] });
  expect(others.map((line) => line.kind === 'step' && line.number)).toEqual([1, 2]);
});

test('the attempts of the step that is looked at stand below it; of a single one nothing is to be said', () => {
  expect(linesFor('A').map(({ kind }) => kind)).toEqual(['run', 'step', 'attempt', 'attempt', 'step']);
  expect(linesFor('A')[2]).toMatchObject({ attempt: { number: 1, error: 'E', segments: [{}, { kind: 'delay' }] } });
  expect(linesFor('B').map(({ kind }) => kind)).toEqual(['run', 'step', 'step']);
});

test('what undoes steps stands behind a line of its own', () => {
  const steps = [step('A'), step('A/Compensate')];
  expect(linesFor(undefined, steps).map(({ kind }) => kind)).toEqual(['run', 'step', 'undone', 'step']);
});
