import { idempotencyKeyOf } from '@millrace/runtime';
import type { ChangeFact, ChaosEvent, Expectation, Facts, RunFact } from '../facts.ts';
import type { AcceptedEntry, EffectEntry, FaultEntry } from '../ledger.ts';

const RUN = 'run-1';
const expected: Expectation = {
  effects: ['One', 'Two'],
  ends: { succeeded: /^$/, failed: /^Connector\.Retryable$/ },
  attempts: 3,
};

export const anEvent = (members: Partial<ChaosEvent> = {}): ChaosEvent => ({
  id: 'e-1',
  workload: 'five-tasks',
  door: 'hook',
  path: '/hooks/default/x',
  body: '{}',
  contentType: 'application/json',
  copies: 1,
  isPersistent: true,
  expected,
  ...members,
});
export const anAnswer = (members: Partial<AcceptedEntry> = {}): AcceptedEntry => ({
  t: 20,
  id: 'e-1',
  door: 'hook',
  workload: 'five-tasks',
  copy: 1,
  outcome: '2xx',
  runId: RUN,
  ...members,
});
export const aSend = (members: Partial<AcceptedEntry> = {}): AcceptedEntry => {
  const { runId: _, ...entry } = anAnswer({ t: 10, outcome: 'sent', ...members });
  return entry;
};
export const anEffect = (members: Partial<EffectEntry> = {}): EffectEntry => {
  const { runId = RUN, path = 'One' } = members;
  return {
    t: 100,
    id: 'e-1',
    runId,
    path,
    key: idempotencyKeyOf(runId, path),
    attempt: 1,
    by: 'worker-1',
    sha256: `body of ${path}`,
    answered: 'ok',
    ...members,
  };
};
export const aRunFact = (members: Partial<RunFact> = {}): RunFact => ({
  id: RUN,
  eventId: 'e-1',
  workflow: 'chaos-five-tasks',
  status: 'succeeded',
  fence: 1,
  isChild: false,
  isDue: false,
  madeAt: 15,
  ...members,
});
export const aChange = (members: Partial<ChangeFact> = {}): ChangeFact => ({
  n: 1,
  t: 90,
  runId: RUN,
  oldFence: 1,
  newFence: 1,
  oldStatus: 'running',
  newStatus: 'running',
  oldSteps: 0,
  newSteps: 1,
  ...members,
});
export const aFault = (members: Partial<FaultEntry> = {}): FaultEntry => ({
  t: 150,
  until: 160,
  fault: 4,
  kind: 'kill',
  target: 'worker-1',
  seed: 1,
  args: {},
  ...members,
});

/** One event, its run and its two effects, without a flaw. */
export const flawless = (members: Partial<Facts> = {}): Facts => ({
  events: new Map([['e-1', anEvent()]]),
  accepted: [aSend(), anAnswer()],
  cancels: [],
  answers: [],
  effects: [anEffect(), anEffect({ t: 200, path: 'Two' })],
  faults: [],
  ups: [{ name: 'worker-1', from: 0, until: 10_000 }],
  runs: [aRunFact()],
  changes: [
    aChange({ n: 1, oldStatus: 'queued', oldFence: 0, newSteps: 0 }),
    aChange({ n: 2, t: 120 }),
    aChange({ n: 3, t: 220, newStatus: 'succeeded', oldSteps: 1, newSteps: 2 }),
  ],
  lateSteps: [],
  stuck: [],
  leaks: [],
  growth: [],
  ...members,
});
