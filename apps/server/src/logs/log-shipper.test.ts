import { VirtualClock } from '@millrace/testing';
import { LogShipper, PartlyTaken, RefusedLines, type ShipperNews } from './log-shipper.ts';

const line = (msg: string): string => `${JSON.stringify({ time: '2026-12-01T10:00:00.000Z', level: 'info', msg })}\n`;

function open() {
  const clock = new VirtualClock();
  const sent: (readonly string[])[] = [];
  const counts = { shipped: 0, refused: 0, dropped: 0 };
  const news: ShipperNews[] = [];
  const world: { isUp: boolean; refuses: boolean; hangs: boolean; isClosed: boolean; partly: PartlyTaken | undefined } =
    {
      ...{ isUp: true, refuses: false, hangs: false, isClosed: false, partly: undefined },
    };
  const shipper = new LogShipper({
    clock,
    count: (outcome, lines) => {
      counts[outcome] += lines;
    },
    report: (told) => news.push(told),
    transport: {
      send: (lines) => {
        if (world.hangs) return new Promise(() => undefined);
        if (world.refuses) return Promise.reject(new RefusedLines('no'));
        if (!world.isUp) return Promise.reject(new Error('down'));
        if (world.partly !== undefined) return Promise.reject(world.partly);
        sent.push(lines.map((text) => (JSON.parse(text) as { msg: string }).msg));
        return Promise.resolve();
      },
      close: () => {
        world.isClosed = true;
      },
    },
  });
  const add = (...messages: string[]): void => messages.forEach((msg) => shipper.add(line(msg)));
  return { clock, sent, counts, news, world, shipper, add };
}

test('gathers for a second; five hundred lines wait for nothing', async () => {
  const { clock, sent, add } = open();
  add('a', 'b');
  await clock.advance(999);
  expect(sent).toEqual([]);
  await clock.advance(1);
  expect(sent).toEqual([['a', 'b']]);
  add(...Array.from({ length: 501 }, (_, index) => String(index)));
  await clock.settle();
  expect(sent.map(({ length }) => length)).toEqual([2, 500, 1]);
});

test('tries again, ever later, in the same order, and tells of it once', async () => {
  const { clock, sent, counts, news, world, add } = open();
  world.isUp = false;
  add('a');
  await clock.advance(1000 + 1000 + 2000 + 4000);
  add('b');
  expect(news).toMatchObject([{ kind: 'failing', error: { message: 'down' } }]);
  world.isUp = true;
  await clock.advance(7999);
  expect(sent).toEqual([]);
  await clock.advance(1);
  expect(sent).toEqual([['a', 'b']]);
  expect(news.slice(1)).toEqual([{ kind: 'works_again', dropped: 0 }]);
  expect(counts).toEqual({ shipped: 2, refused: 0, dropped: 0 });
});

test('holds ten thousand lines; what comes then is dropped, and said once', async () => {
  const { clock, counts, news, world, add } = open();
  world.isUp = false;
  add(...Array.from({ length: 10_003 }, (_, index) => String(index)));
  await clock.settle();
  expect(counts.dropped).toBe(3);
  expect(news.map(({ kind }) => kind).sort()).toEqual(['dropping', 'failing']);
  world.isUp = true;
  await clock.advance(60_000);
  expect(counts.shipped).toBe(10_000);
  expect(news.at(-1)).toEqual({ kind: 'works_again', dropped: 3 });
});

test('of what is taken in part only the rest is sent again, and what is refused is counted', async () => {
  const { clock, sent, counts, news, world, add } = open();
  world.partly = new PartlyTaken('some', { again: [1, 3], refused: [2] });
  add('a', 'b', 'c', 'd');
  await clock.advance(1000);
  add('e');
  world.partly = undefined;
  await clock.advance(1000);
  expect(sent).toEqual([['b', 'd', 'e']]);
  expect(counts).toEqual({ shipped: 4, refused: 1, dropped: 0 });
  expect(news.map(({ kind }) => kind)).toEqual(['refused', 'failing', 'works_again']);
});

test('what is refused is not sent again, and keeps nothing else back', async () => {
  const { clock, sent, counts, news, world, add } = open();
  world.refuses = true;
  add('a');
  await clock.advance(1000);
  add('b');
  await clock.advance(1000);
  world.refuses = false;
  add('c');
  await clock.advance(1000);
  expect(sent).toEqual([['c']]);
  expect(counts).toEqual({ shipped: 1, refused: 2, dropped: 0 });
  expect(news.map(({ kind }) => kind)).toEqual(['refused']);
});

test('at the end it sends what waits at once, also in an outage that is over', async () => {
  const { clock, sent, world, shipper, add } = open();
  world.isUp = false;
  add('a');
  await clock.advance(1000 + 1000 + 2000);
  world.isUp = true;
  await shipper.close(5000);
  expect(sent).toEqual([['a']]);
  expect(world.isClosed).toBe(true);
  add('late');
  expect(clock.pendingTimers).toBe(0);
});

test('at the end it waits no longer than it may', async () => {
  const { clock, counts, world, shipper, add } = open();
  world.hangs = true;
  add('a');
  const closed = shipper.close(3000);
  await clock.advance(3000);
  await closed;
  expect(counts.dropped).toBe(1);
  expect(world.isClosed).toBe(true);
});
