import type { Database } from '@millrace/persistence';
import { createHealthProbe } from './create-health-probe.ts';

interface State {
  /** Overdue runs; none when the database does not answer. */
  readonly overdue?: number;
  readonly running: number;
  /** A run executes alone: nothing may begin beside it. */
  readonly isAlone?: boolean;
  readonly redis?: 'answers' | 'away';
  readonly isPaused?: boolean;
}

async function checkQueue({ overdue, running, isAlone = false, redis, isPaused = false }: State) {
  const query = (): Promise<unknown> =>
    overdue === undefined ? Promise.reject(new Error('gone')) : Promise.resolve({ rows: [{ overdue }] });
  const probe = createHealthProbe({
    database: { runPool: { query } as unknown as Database['runPool'] },
    engine: {
      status: () => ({ running, waiting: 0, maxRunning: 2, hasRoom: running < 2 && !isAlone, isSaturated: false }),
    },
    gate: { isClosed: isPaused },
    queue: redis === undefined ? undefined : { isAnswering: () => Promise.resolve(redis === 'answers') },
  });
  return (await probe.check()).find(({ name }) => name === 'queue');
}

test.each<[string, State, object]>([
  ['room and nothing overdue', { overdue: 0, running: 1 }, { ok: true, detail: '1 of 2 places are taken.' }],
  ['full, so others may be late', { overdue: 7, running: 2 }, { ok: true, detail: '2 of 2 places are taken.' }],
  [
    'a run executes alone, so others may be late',
    { overdue: 7, running: 1, isAlone: true },
    { ok: true, detail: '1 of 2 places are taken.' },
  ],
  [
    'overdue while there is room: stuck',
    { overdue: 7, running: 1 },
    { ok: false, detail: '7 runs are overdue while there is room for them.' },
  ],
  ['Redis answers', { overdue: 0, running: 0, redis: 'answers' }, { ok: true, detail: '0 of 2 places are taken.' }],
  [
    'Redis is away: slower, and no reason to send traffic elsewhere',
    { overdue: 0, running: 0, redis: 'away' },
    { ok: true, degraded: true, detail: expect.stringMatching(/^Redis does not answer: .* 0 of 2 places/) as string },
  ],
  [
    'Redis is away and runs are stuck',
    { overdue: 1, running: 0, redis: 'away' },
    { ok: false, detail: expect.stringMatching(/^1 runs are overdue/) as string },
  ],
  [
    'paused on purpose: whoever resumes it must reach it',
    { overdue: 7, running: 0, isPaused: true },
    { ok: true, degraded: true, detail: expect.stringContaining('millrace resume') as string },
  ],
  [
    'the database is away',
    { running: 0, redis: 'answers' },
    { ok: false, detail: 'Unknown while the database does not answer.' },
  ],
])('the queue: %s', async (_what, state, expected) => {
  expect(await checkQueue(state)).toEqual({ name: 'queue', ...expected });
});
