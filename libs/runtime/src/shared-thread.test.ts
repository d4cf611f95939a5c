import { nextTurn, VirtualClock } from '@millrace/testing';
import { SharedThread } from './shared-thread.ts';

/** A thread whose time passes when a test says so. */
function aThread() {
  let nowMs = 0;
  const thread = new SharedThread({ monotonicMs: () => nowMs });
  const compute = (ms: number): void => {
    nowMs += ms;
  };
  /** Computes for so long at each step, and notes each. */
  const work = async (note: (step: number) => void, { steps, ms }: { readonly steps: number; readonly ms: number }) => {
    for (let step = 1; step <= steps; step += 1) {
      const turn = thread.giveWay();
      if (turn !== undefined) await turn;
      note(step);
      compute(ms);
    }
  };
  return { thread, compute, work };
}

/** Counts the turns of the event loop until it is stopped. */
function countTurns(): { readonly turn: () => number; readonly stop: () => void } {
  let turns = 0;
  let timer = setImmediate(function tick() {
    turns += 1;
    timer = setImmediate(tick);
  });
  return { turn: () => turns, stop: () => clearImmediate(timer) };
}

test('a run keeps the thread for three milliseconds, and then lets others have it', async () => {
  const { thread, compute } = aThread();
  const order: string[] = [];
  expect(thread.giveWay()).toBeUndefined();
  compute(2.9);
  expect(thread.giveWay()).toBeUndefined();
  compute(0.1);
  setImmediate(() => order.push('others'));
  await thread.giveWay();
  order.push('the run');
  expect(order).toEqual(['others', 'the run']);
  expect(thread.giveWay()).toBeUndefined();
});

test('what a run waits for is no time of its own', async () => {
  const { thread, compute } = aThread();
  expect(thread.giveWay()).toBeUndefined();
  await nextTurn();
  compute(1000);
  expect(thread.giveWay()).toBeUndefined();
});

test('runs that wait go on in the order in which they came, ten milliseconds a turn', async () => {
  const { thread, compute, work } = aThread();
  expect(thread.giveWay()).toBeUndefined();
  compute(10);
  const { turn, stop } = countTurns();
  const order: string[] = [];
  const turns = new Map<number, number>();
  const noting = (name: string) => (step: number) => {
    order.push(`${name}${step}`);
    turns.set(turn(), (turns.get(turn()) ?? 0) + 1);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => work(noting(name), { steps: 3, ms: 10 })));
  stop();
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
  expect([...turns.values()]).toEqual(Array.from({ length: 9 }, () => 1));
});

test('as many go on in a turn as it has time for', async () => {
  const { work } = aThread();
  const { turn, stop } = countTurns();
  const turns = new Set<number>();
  await Promise.all(Array.from({ length: 100 }, () => work(() => turns.add(turn()), { steps: 1, ms: 1 })));
  stop();
  expect(turns.size).toBe(34);
});

test('new runs do not starve those that wait', async () => {
  const { work } = aThread();
  const order: string[] = [];
  const runs = ['a', 'b'].map((name) => work((step) => order.push(`${name}${step}`), { steps: 2, ms: 10 }));
  for (let turn = 0; turn < 20; turn += 1) {
    runs.push(work(() => order.push('new'), { steps: 1, ms: 10 }));
    await nextTurn();
  }
  await Promise.all(runs);
  expect(order.indexOf('a2')).toBeLessThan(10);
  expect(order.indexOf('b2')).toBeLessThan(10);
});

test('a process whose heap is nearly full says so, half a second after it was asked last', async () => {
  const clock = new VirtualClock();
  let share = 0.84;
  const thread = new SharedThread(clock, { heapShare: () => share });
  expect(thread.isShortOfMemory()).toBe(false);
  share = 0.86;
  expect(thread.isShortOfMemory()).toBe(false);
  await clock.advance(500);
  expect(thread.isShortOfMemory()).toBe(true);
});

test('this process has room', () => {
  expect(new SharedThread(new VirtualClock()).isShortOfMemory()).toBe(false);
});
