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

test('every point that a running product passes belongs to a row', () => {
  const inMaintenance = 'retention.before_drop';
  for (const point of FAULT_POINTS) if (point !== inMaintenance) expect(rowOf(point)).toBeGreaterThan(0);
  expect(() => rowOf('nowhere')).toThrow('nowhere');
});

test('rows that are owed have their turn in every place, two at a time', () => {
  const owed = [2, 5, 6, 9, 10, 56, 58];
  for (const place of [0, 1, 2]) {
    const starts = [2, 4, 6, 8, 10, 12, 14].map((startNumber) =>
      pointsOf(owedPoints(owed, { seed: 7, place, startNumber })),
    );
    expect(starts.map((points) => points.length)).toEqual(Array(7).fill(2));
    expect(new Set(starts.flat().map(rowOf))).toEqual(new Set(owed));
  }
});

test('one row that is left comes with every start, and none when all have come', () => {
  const at = { seed: 7, place: 1, startNumber: 4 };
  expect(pointsOf(owedPoints([56], at))).toEqual(['schedule.after_commit']);
  expect(owedPoints([], at)).toBe('');
  expect(owedPoints([4], at)).toBe('');
});
