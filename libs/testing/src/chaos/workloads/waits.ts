import { effectTask, GAVE_UP, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const WAITS = 'chaos-waits';
const PARKED_RETRY = 'chaos-parked-retry';
const CANCELLED = 'chaos-cancelled';
const SHORT_SECONDS = 2;
/** Longer than a run waits in memory: it is parked. */
const LONG_SECONDS = 8;
const PARKED_DELAY_SECONDS = 6;

/** A wait in memory and one that parks the run; neither may end early. */
export const waitsWorkload: Workload = {
  name: 'waits',
  isOn: true,
  share: 8,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WAITS, {
      states: {
        Before: effectTask(sinkUrl, { path: 'Before', Next: 'Wait short' }),
        'Wait short': { Type: 'Wait', Seconds: SHORT_SECONDS, Next: 'Between' },
        Between: effectTask(sinkUrl, { path: 'Between', Next: 'Wait long' }),
        'Wait long': { Type: 'Wait', Seconds: LONG_SECONDS, Next: 'After' },
        After: effectTask(sinkUrl, { path: 'After', End: true }),
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: WAITS,
    body: { id },
    expected: {
      effects: ['Before', 'Between', 'After'],
      ends: USUAL_ENDS,
      attempts: USUAL_ATTEMPTS,
      gaps: [
        { from: 'Before', to: 'Between', atLeastMs: SHORT_SECONDS * 1000 },
        { from: 'Between', to: 'After', atLeastMs: LONG_SECONDS * 1000 },
      ],
    },
  }),
};

/** The first attempt always fails, and the next one is so late that the run is parked meanwhile. */
export const parkedRetryWorkload: Workload = {
  name: 'parked-retry',
  isOn: true,
  share: 6,
  documents: ({ sinkUrl }) => [
    hookWorkflow(PARKED_RETRY, {
      states: {
        Stubborn: effectTask(sinkUrl, {
          path: 'Stubborn',
          members: { mode: 'fail-first' },
          Retry: [
            { ErrorEquals: ['States.ALL'], IntervalSeconds: PARKED_DELAY_SECONDS, MaxAttempts: 8, BackoffRate: 1 },
          ],
          End: true,
        }),
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: PARKED_RETRY,
    body: { id },
    expected: { effects: ['Stubborn'], ends: USUAL_ENDS, attempts: 9 },
  }),
};

/** Cancelled somewhere between its first state and its end: exactly one of the two wins. */
export const cancelledWorkload: Workload = {
  name: 'cancelled',
  isOn: true,
  share: 8,
  documents: ({ sinkUrl }) => [
    hookWorkflow(CANCELLED, {
      states: {
        Before: effectTask(sinkUrl, { path: 'Before', Next: 'Wait short' }),
        'Wait short': { Type: 'Wait', Seconds: 1, Next: 'Between' },
        Between: effectTask(sinkUrl, { path: 'Between', Next: 'Wait long' }),
        'Wait long': { Type: 'Wait', Seconds: PARKED_DELAY_SECONDS, Next: 'After' },
        After: effectTask(sinkUrl, { path: 'After', End: true }),
      },
    }),
  ],
  next: ({ id, random }) => ({
    door: 'hook',
    workflow: CANCELLED,
    body: { id },
    // Half of them around the moments at which something ends.
    cancelAfterMs: Math.round(
      random.chance(0.5) ? random.next() * 9000 : random.pick([0, 1000, 7000]) + random.next() * 120,
    ),
    expected: {
      effects: ['Before', 'Between', 'After'],
      ends: { succeeded: /^$/, cancelled: /^$/, failed: GAVE_UP },
      attempts: USUAL_ATTEMPTS,
    },
  }),
};
