import { logAddress, readLogSearch } from './log-search.ts';
import { countNewer, EMPTY_TAIL, hearLog, linesWith } from './log-tail.ts';

const line = (sequence: number, msg: string, more: object = {}) => ({
  kind: 'line' as const,
  sequence,
  line: { time: '2026-12-01T10:00:00.000Z', level: 'info' as const, msg, ...more },
});

test('the newest line comes first, and what was missed is counted', () => {
  const first = hearLog(EMPTY_TAIL, [
    { kind: 'process', host: 'mill', pid: 1, level: 'info' },
    line(0, 'a'),
    line(1, 'b'),
  ]);
  const tail = hearLog(first, [{ kind: 'dropped', lines: 3 }, line(5, 'c')]);
  expect(tail.lines.map(({ line: { msg } }) => msg)).toEqual(['c', 'b', 'a']);
  expect(tail).toMatchObject({ dropped: 3, process: { host: 'mill' } });
  expect(countNewer(tail.lines, 0)).toBe(2);
});

test('no more lines are kept than can be drawn', () => {
  const tail = hearLog(
    EMPTY_TAIL,
    Array.from({ length: 1200 }, (_, index) => line(index, '')),
  );
  expect(tail.lines).toHaveLength(1000);
  expect(tail.lines[0]?.sequence).toBe(1199);
});

test('a text is found anywhere in a line', () => {
  const { lines } = hearLog(EMPTY_TAIL, [line(0, 'Took over a run', { workflow: 'orders' }), line(1, 'Millrace runs')]);
  expect(linesWith(lines, ' ORDERS ').map(({ sequence }) => sequence)).toEqual([0]);
  expect(linesWith(lines, '')).toHaveLength(2);
});

test('the address holds what is looked at, and what is no such thing is left out', () => {
  const run = '01a20bb7-0796-715f-a250-e3f038bb1411';
  expect(readLogSearch({ level: 'loud', workflow: 7, run: 'x' })).toEqual({ workflow: '7' });
  expect(logAddress(readLogSearch({ level: 'warn', workflow: 'orders', run }))).toBe(
    `/api/v1/logs/stream?level=warn&workflow=orders&runId=${run}`,
  );
  expect(logAddress({})).toBe('/api/v1/logs/stream?level=info');
});
