import type { Run, RunStatus } from '../../../lib/contract.ts';
import { countDay } from './day-counts.ts';

const run = (status: RunStatus): Run => ({
  id: status,
  workflow: { id: 'w', name: 'w' },
  version: 1,
  versionId: 'v',
  status,
  trigger: { id: 't', type: 'call' },
  acceptedAt: '2026-01-01T00:00:00.000Z',
  stepCount: 0,
});

test('runs are counted by how they went, and a cut list says so', () => {
  const items = (['succeeded', 'failed', 'timed_out', 'waiting', 'cancelled'] as const).map(run);
  expect(countDay({ items })).toEqual({ all: 5, succeeded: 1, failed: 2, active: 1, cut: false });
  expect(countDay({ items, nextCursor: 'c' }).cut).toBe(true);
});
