import type { FaultPoint } from '@millrace/runtime';
import { createRandom } from '../simulation/random.ts';
import { FAULT_TABLE, PROCESSES, type FaultRow } from './fault-table.ts';

const PLANNED_STARTS = 400;
/**
 * One of so many starts has crash points: what a process does in peace is part of the picture. With all of them every start
 * would soon end in another one.
 */
const LEAST_PERIOD = 2;
/** Passages a second differ by so much that one chance for all would kill at some points at once, at others never. */
const CHANCES: Readonly<Partial<Record<FaultPoint, number>>> = {
  'cancel.after_commit': 0.2,
  'park.after_commit': 0.05,
  'shutdown.after_handback': 0.5,
  'claim.after_commit': 0.02,
  'map.after_batch': 0.02,
  'join.before_commit': 0.05,
  'compensate.between': 0.1,
  'token.after_commit': 0.05,
  'schedule.after_commit': 0.3,
};
const USUAL_CHANCE = 0.004;
/** Rows that must come, the rarest first. */
const BY_RARITY = [56, 58, 9, 10, 2, 6, 5];
/** While they have not, they have a better chance … */
const OWED_FACTOR = 5;
/** … and come so many at once: a process that dies of all of them does nothing else. */
const OWED_ROWS = 4;

const chanceOf = (point: FaultPoint, factor: number): string =>
  Math.min(1, (CHANCES[point] ?? USUAL_CHANCE) * factor).toFixed(6);

/** `FAULT` of the starts of each process, in turn; an empty one has none. They are as much rarer as the plan is stretched. */
export function planCrashPoints(
  rows: readonly FaultRow[],
  { seed, stretch = 1 }: { readonly seed: number; readonly stretch?: number },
): Readonly<Record<string, readonly string[]>> {
  const points = rows.flatMap((row) => row.points ?? []);
  const random = createRandom(Math.imul(seed + 1, 104_729));
  const period = Math.max(LEAST_PERIOD, Math.round(stretch));
  const planStart = (number: number): string => {
    if (points.length === 0 || number % period !== 1) return '';
    const chosen = new Set([random.pick(points), random.pick(points), random.pick(points)]);
    return [...chosen].map((point) => `${point}:${chanceOf(point, 1 / stretch)}:${seed}`).join(',');
  };
  return Object.fromEntries(
    PROCESSES.map((name) => [name, Array.from({ length: PLANNED_STARTS }, (_, index) => planStart(index))]),
  );
}

/** The row of the table that a crash point belongs to. */
export function rowOf(point: string): number {
  const row = FAULT_TABLE.find(({ points }) => points?.some((own) => own === point));
  if (row === undefined) throw new Error(`No row of the table has the crash point ${point}.`);
  return row.fault;
}

/** What a start has besides its plan, so that each of the rows has come before the run is over: the rarest, and others by turns. */
export function owedPoints(
  owed: readonly number[],
  { seed, place, startNumber }: { readonly seed: number; readonly place: number; readonly startNumber: number },
): string {
  const rows = BY_RARITY.filter((row) => owed.includes(row));
  const rare = rows.slice(0, OWED_ROWS / 2);
  const others = rows.slice(OWED_ROWS / 2);
  const turn = startNumber + place;
  const turned = [...others.slice(turn % Math.max(1, others.length)), ...others];
  return [...rare, ...turned.slice(0, Math.min(others.length, OWED_ROWS / 2))]
    .flatMap((row) => pointOf(row, turn))
    .map((point) => `${point}:${chanceOf(point, OWED_FACTOR)}:${seed}`)
    .join(',');
}

function pointOf(fault: number, turn: number): readonly FaultPoint[] {
  const points = FAULT_TABLE.find((row) => row.fault === fault)?.points ?? [];
  return points.slice(turn % Math.max(1, points.length)).slice(0, 1);
}
