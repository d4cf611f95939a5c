import { nextTurn, VirtualClock } from '@millrace/testing';
import { QueueLimit } from './queue-limit.ts';

function aLimit(maxQueued = 10) {
  const clock = new VirtualClock();
  const state = { queued: 0, asked: 0, fails: false };
  const reported: unknown[] = [];
  const queue = new QueueLimit({
    admission: {
      countQueued: ({ limit }) => {
        state.asked += 1;
        if (state.fails) return Promise.reject(new Error('away'));
        return Promise.resolve(Math.min(limit, state.queued));
      },
    },
    clock,
    maxQueued,
    report: (cause) => void reported.push(cause),
  });
  /** Asks, and lets the count come. */
  const look = async (): Promise<string> => {
    try {
      queue.check('w-1');
      return 'taken';
    } catch (error) {
      const { code, detail } = error as { code: string; detail: { retryAfterSeconds: number } };
      return `${code} ${detail.retryAfterSeconds}`;
    } finally {
      await nextTurn();
    }
  };
  return { clock, state, queue, reported, look };
}

test('takes what there is room for, and refuses past it', async () => {
  const { clock, state, look } = aLimit();
  state.queued = 9;
  expect(await look()).toBe('taken');
  await clock.advance(1000);
  state.queued = 10;
  expect(await look()).toBe('taken');
  expect(await look()).toBe('intake.backlog_full 5');
  state.queued = 9;
  expect(await look()).toBe('intake.backlog_full 5');
  await clock.advance(1000);
  // The count that is under way decides the next event.
  await look();
  expect(await look()).toBe('taken');
});

test('says when to come back by how fast the queue shrinks', async () => {
  const { clock, state, look } = aLimit(100);
  state.queued = 110;
  await look();
  await clock.advance(1000);
  state.queued = 107;
  await look();
  // Three a second; eight too many.
  expect(await look()).toBe('intake.backlog_full 3');
});

test('asks once a second, however many events come', async () => {
  const { clock, state, look } = aLimit();
  await Promise.all(Array.from({ length: 50 }, look));
  expect(state.asked).toBe(1);
  await clock.advance(999);
  await look();
  expect(state.asked).toBe(1);
  await clock.advance(1);
  await look();
  expect(state.asked).toBe(2);
});

test('a count that fails keeps nobody out, and is told of', async () => {
  const { clock, state, look, reported } = aLimit();
  state.queued = 10;
  await look();
  expect(await look()).toMatch(/^intake/);
  state.fails = true;
  await clock.advance(1000);
  await look();
  expect(await look()).toBe('taken');
  expect(reported).toHaveLength(1);
});
