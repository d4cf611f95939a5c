import { boundLine, readLine } from './log-line.ts';
import { LogRing } from './log-ring.ts';
import { tailLog } from './tail-log.ts';

const line = (msg: string, more: object = {}): string =>
  `${JSON.stringify({ time: '2026-12-01T10:00:00.000Z', level: 'info', msg, ...more })}\n`;

function open(ring: LogRing, filter: Parameters<typeof tailLog>[1] = {}) {
  const heard: unknown[] = [];
  let isBehind = false;
  let drained = (): void => undefined;
  const stop = tailLog(ring, filter, {
    send: (event, data) => {
      const { line: read, lines } = JSON.parse(data()) as { line?: { msg: string }; lines?: number };
      heard.push(event === 'dropped' ? { dropped: lines } : read?.msg);
    },
    isBehind: () => isBehind,
    onDrain: (listener) => {
      drained = listener;
    },
  });
  const fall = (): void => void (isBehind = true);
  const catchUp = (): void => {
    isBehind = false;
    drained();
  };
  return { heard, stop, fall, catchUp };
}

test('sends the newest lines first, then each as it comes, until it is stopped', () => {
  const ring = new LogRing(3);
  for (const msg of ['1', '2', '3', '4']) ring.add(line(msg));
  const { heard, stop } = open(ring);
  ring.add(line('5'));
  stop();
  ring.add(line('6'));
  expect(heard).toEqual(['2', '3', '4', '5']);
});

test('a reader that is behind gets what the ring still has, and is told how many went by', () => {
  const ring = new LogRing(3);
  ring.add(line('1'));
  const { heard, fall, catchUp } = open(ring);
  fall();
  for (const msg of ['2', '3']) ring.add(line(msg));
  catchUp();
  expect(heard).toEqual(['1', '2', '3']);
  fall();
  for (const msg of ['4', '5', '6', '7', '8']) ring.add(line(msg));
  catchUp();
  expect(heard.slice(3)).toEqual([{ dropped: 2 }, '6', '7', '8']);
});

test('filters by level, run and workflow', () => {
  const ring = new LogRing();
  ring.add(line('other run', { runId: 'r-2', workflow: 'orders', level: 'error' }));
  ring.add(line('too little', { runId: 'r-1', workflow: 'orders', level: 'info' }));
  ring.add(line('this', { runId: 'r-1', workflow: 'orders', level: 'warn' }));
  ring.add(line('other workflow', { runId: 'r-1', workflow: 'stock', level: 'error' }));
  expect(open(ring, { level: 'warn', runId: 'r-1', workflow: 'orders' }).heard).toEqual(['this']);
});

test('a line that is too long is cut, and is JSON still', () => {
  const cut = boundLine(line('It failed', { runId: 'r-1', error: { stack: 'x'.repeat(50_000) } }));
  expect(cut.length).toBeLessThan(5000);
  expect(readLine(cut)).toMatchObject({ level: 'info', msg: 'It failed', runId: 'r-1', $cut: { characters: 50_103 } });
});
