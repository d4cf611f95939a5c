import type { HealthItem } from '../../lib/contract.ts';
import { placeOf, reasonOf } from './health-words.ts';

type Finding = HealthItem['findings'][number];
const failing: Finding = { reason: { kind: 'failing', failed: 3, total: 1200 }, step: 'add_retry' };
const error = { fingerprint: 'f', name: 'Connector.Retryable', cause: 'c', step: 'Charge', sampleRunId: 'r', count: 3 };

it('says what was measured, of runs and of calls', () => {
  expect(reasonOf({ workflow: 'orders', findings: [] }, failing)).toEqual({
    ...{ key: 'failingRuns', parts: { failed: '3', total: '1,200' } },
  });
  expect(reasonOf({ connection: 'acme', findings: [] }, failing).key).toBe('failingCalls');
});

it('says how steep a trend is, and when it crosses the limit', () => {
  const reason = { kind: 'trend', metric: 'error_rate', now: 0.03, perDay: 0.005, limit: 0.05 } as const;
  const finding = { reason: { ...reason, crossesAt: '2026-03-04T12:00:00Z' }, step: 'look' } as const;
  const { key, parts } = reasonOf({ workflow: 'orders', findings: [] }, finding);
  expect([key, parts.perDay, parts.limit]).toEqual(['error_rate', '0.5 %', '5.0 %']);
  expect(parts.date).toContain('4');
});

it.each([
  [
    'a step that wants Retry, in the designer',
    { workflow: 'orders', error },
    failing,
    { kind: 'design', name: 'orders', step: 'Charge', run: 'r' },
  ],
  [
    'what fails, in its group',
    { workflow: 'orders', error },
    { ...failing, step: 'look' },
    { kind: 'error', fingerprint: 'f' },
  ],
  [
    'a connection, on its page',
    { connection: 'acme' },
    { ...failing, step: 'break_circuit' },
    { kind: 'connection', connection: 'acme' },
  ],
  [
    'what waits, in the runs',
    { workflow: 'orders' },
    { ...failing, step: 'add_workers' },
    { kind: 'runs', workflow: 'orders' },
  ],
] as const)('leads to %s', (...[, names, finding, place]) => {
  expect(placeOf({ ...names, findings: [] }, finding)).toEqual(place);
});
