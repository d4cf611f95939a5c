import { FAULT_POINTS } from '@millrace/runtime';
import { parseFaultRules } from '../fault-rules.ts';
import { owedPoints, planCrashPoints, rowOf } from './crash-points.ts';
import { FAULT_TABLE } from './fault-table.ts';

const pointsOf = (text: string): readonly string[] => parseFaultRules(text).map(({ point }) => point);

test('those of a plan are such that the preload takes, and differ from start to start', () => {
  const crashPoints = planCrashPoints(FAULT_TABLE, { seed: 7 });
  const points = new Set(Object.values(crashPoints).flat().flatMap(pointsOf));
  expect(points).toEqual(new Set(FAULT_TABLE.flatMap((row) => row.points ?? [])));
  expect(new Set(crashPoints.server).size).toBeGreaterThan(50);
  expect(crashPoints.server?.[0]).toBe('');
});

test('a plan that is stretched leaves more starts in peace', () => {
  const share = (stretch: number): number => {
    const starts = planCrashPoints(FAULT_TABLE, { seed: 7, stretch }).server ?? [];
    return starts.filter((text) => text !== '').length / starts.length;
  };
  expect(share(1)).toBe(0.5);
  expect(share(5)).toBe(0.2);
});

test('every point that a running product passes belongs to a row', () => {
  const elsewhere: readonly string[] = ['retention.before_drop', 'oauth.after_answer'];
  for (const point of FAULT_POINTS) if (!elsewhere.includes(point)) expect(rowOf(point)).toBeGreaterThan(0);
  expect(() => rowOf('nowhere')).toThrow('nowhere');
});

test('of rows that are owed the rarest come with every start, and the others by turns', () => {
  const owed = FAULT_TABLE.filter((row) => row.points !== undefined).map(({ fault }) => fault);
  for (const place of [0, 1, 2]) {
    const starts = [2, 3, 4, 5, 6].map((startNumber) =>
      pointsOf(owedPoints(owed, { seed: 7, place, startNumber })).map(rowOf),
    );
    expect(starts.map((rows) => rows.slice(0, 2))).toEqual(Array(5).fill([56, 58]));
    expect(new Set(starts.flat())).toEqual(new Set(owed));
  }
});

test('each point of a row has its turn', () => {
  const starts = Array.from({ length: 9 }, (_, index) =>
    owedPoints([6], { seed: 7, place: 0, startNumber: index + 2 }),
  );
  expect(new Set(starts.flatMap(pointsOf)).size).toBe(9);
});

test('one row that is left comes with every start, and none when all have come', () => {
  const at = { seed: 7, place: 1, startNumber: 4 };
  expect(pointsOf(owedPoints([56], at))).toEqual(['schedule.after_commit']);
  expect(owedPoints([], at)).toBe('');
  expect(owedPoints([4], at)).toBe('');
});
