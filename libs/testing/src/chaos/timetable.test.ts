import { Timetable } from './timetable.ts';

test('what is free at once begins at once', () => {
  expect(new Timetable(1000).firstFree(['worker-1'], 100, 50)).toBe(100);
});

test('a gap that is too short is passed over, and one that is long enough is not', () => {
  const timetable = new Timetable(1000);
  timetable.book('worker-1', 300, 100);
  timetable.book('worker-1', 100, 100);
  expect(timetable.firstFree(['worker-1'], 0, 100)).toBe(0);
  expect(timetable.firstFree(['worker-1'], 50, 100)).toBe(200);
  expect(timetable.firstFree(['worker-1'], 50, 101)).toBe(400);
});

test('all that is needed must be free', () => {
  const timetable = new Timetable(1000);
  timetable.book('worker-1', 0, 100);
  timetable.book('absence', 150, 100);
  expect(timetable.firstFree(['worker-1', 'absence'], 0, 60)).toBe(250);
  expect(timetable.firstFree(['worker-1', 'absence'], 0, 50)).toBe(100);
});

test('what would not be over in time does not begin', () => {
  const timetable = new Timetable(1000);
  timetable.book('worker-1', 0, 950);
  expect(timetable.firstFree(['worker-1'], 0, 51)).toBeUndefined();
  expect(timetable.firstFree(['worker-2'], 0, 51)).toBe(0);
});
