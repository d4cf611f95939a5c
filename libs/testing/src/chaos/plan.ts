import type { FaultPoint } from '@millrace/runtime';
import { createRandom, type Random } from '../simulation/random.ts';
import { FAULT_TABLE, type FaultRow, type TimedKind } from './fault-table.ts';

/** One fault, at its time after the beginning of the faults. */
export interface PlannedFault {
  readonly atMs: number;
  readonly fault: number;
  readonly kind: TimedKind;
  readonly target: string;
  /** 0 for what is over at once. */
  readonly durationMs: number;
}
export interface ChaosPlan {
  readonly seed: number;
  readonly faultDurationMs: number;
  readonly timed: readonly PlannedFault[];
  /** `FAULT` of the starts of each process, in turn; an empty one has none. */
  readonly crashPoints: Readonly<Record<string, readonly string[]>>;
  /** Of the rows of the table: whether the downstream fails, answers get lost, … */
  readonly always: readonly number[];
  readonly skipped: readonly { readonly fault: number; readonly title: string; readonly why: string }[];
}
export interface PlanRequest {
  readonly seed: number;
  readonly faultDurationMs: number;
  /** Of a process that started so long after the beginning. */
  readonly leaseSecondsAt: (sinceMs: number) => number;
  readonly isLong: boolean;
  /** Faults come so many times rarer than the table says; default 1. */
  readonly stretch?: number;
  readonly only?: readonly number[];
  /** Absent: why there is no Redis. */
  readonly hasRedis: boolean;
}

const PROCESSES = ['server', 'worker-1', 'worker-2'] as const;
const PLANNED_STARTS = 400;
/** Every so many starts there is no crash point: what a process does in peace is part of the picture. */
const QUIET_STARTS = 2;
/** No fault in the first and the last moments: what it breaks must show within the run. */
const EDGE_MS = 1000;
/** Passages a second differ by so much that one chance for all would kill at some points at once, at others never. */
const CHANCES: Readonly<Partial<Record<FaultPoint, number>>> = {
  'cancel.after_commit': 0.2,
  'park.after_commit': 0.05,
  'shutdown.after_handback': 0.5,
  'claim.after_commit': 0.02,
  'map.after_batch': 0.02,
  'join.before_commit': 0.05,
  'compensate.between': 0.05,
  'token.after_commit': 0.05,
  'schedule.after_commit': 0.3,
};
/** Its row. */
const REDIS_AWAY = 29;
const USUAL_CHANCE = 0.004;

/** What will happen, when, to whom: decided by the seed alone, and written down before it begins. */
export function makePlan(request: PlanRequest): ChaosPlan {
  const { seed, only, hasRedis, isLong, faultDurationMs } = request;
  const wanted = FAULT_TABLE.filter(({ fault }) => only === undefined || only.includes(fault));
  const skipped = wanted.flatMap((row) => whySkipped(row, { hasRedis, isLong: isLong || only !== undefined }));
  const rows = wanted.filter(({ fault }) => !skipped.some((left) => left.fault === fault));
  const timed = withoutRedis(
    rows.flatMap((row) => planRow(row, request)),
    request,
  );
  return {
    seed,
    faultDurationMs,
    timed: [...timed].sort((left, right) => left.atMs - right.atMs),
    crashPoints: planCrashPoints(rows, seed),
    always: rows.filter(({ always }) => always === true).map(({ fault }) => fault),
    skipped,
  };
}

/** Rows of long runs come in short ones when they are asked for. */
function whySkipped(
  { fault, title, needs, isLong = false }: FaultRow,
  around: { readonly hasRedis: boolean; readonly isLong: boolean },
): ChaosPlan['skipped'] {
  if (needs === 'redis' && !around.hasRedis) return [{ fault, title, why: 'no redis-server is installed' }];
  return isLong && !around.isLong && fault !== REDIS_AWAY ? [{ fault, title, why: 'only in the long run' }] : [];
}

function planRow(
  { fault, timed }: FaultRow,
  { seed, faultDurationMs, leaseSecondsAt, isLong, stretch = 1 }: PlanRequest,
): PlannedFault[] {
  if (timed === undefined || (timed.kind === 'redis-away' && !isLong)) return [];
  // A row's times do not depend on which other rows are wanted.
  const random = createRandom(Math.imul(seed + 1, 7919) + fault);
  const planned: PlannedFault[] = [];
  const { kind, targets } = timed;
  const everyMs = timed.everyMs * stretch;
  const rangeAt = (atMs: number): readonly [number, number] => {
    const leaseMs = leaseSecondsAt(atMs) * 1000;
    return timed.durationMs ?? (kind === 'pause' ? [leaseMs * 2, leaseMs * 2.2] : [0, 0]);
  };
  for (
    let atMs = firstAt(random, everyMs);
    atMs < faultDurationMs - EDGE_MS;
    atMs += everyMs * (0.6 + 0.8 * random.next())
  ) {
    const [from, to] = rangeAt(atMs);
    const durationMs = Math.round(from + (to - from) * random.next());
    planned.push({ atMs: Math.round(atMs), fault, kind, target: random.pick(targets), durationMs });
  }
  return planned;
}

/** A short run has Redis for the first half only: both dispatchers are part of it. */
function withoutRedis(planned: readonly PlannedFault[], request: PlanRequest): readonly PlannedFault[] {
  const { hasRedis, isLong, only, faultDurationMs } = request;
  if (!hasRedis || isLong || (only !== undefined && !only.includes(REDIS_AWAY))) return planned;
  const atMs = Math.round(faultDurationMs / 2);
  const away = {
    atMs,
    fault: REDIS_AWAY,
    kind: 'redis-away',
    target: 'redis',
    durationMs: faultDurationMs - atMs - EDGE_MS,
  } as const;
  return [...planned.filter(({ target, atMs: at }) => target !== 'redis' || at < atMs - EDGE_MS), away];
}

/** Also a rare fault comes once within what it comes once in. */
const firstAt = (random: Random, everyMs: number): number => EDGE_MS + everyMs * (0.2 + 0.5 * random.next());

function planCrashPoints(rows: readonly FaultRow[], seed: number): ChaosPlan['crashPoints'] {
  const points = rows.flatMap((row) => row.points ?? []);
  const random = createRandom(Math.imul(seed + 1, 104_729));
  const planStart = (number: number): string => {
    if (points.length === 0 || number % QUIET_STARTS === 0) return '';
    const chosen = new Set([random.pick(points), random.pick(points), random.pick(points)]);
    return [...chosen].map((point) => `${point}:${CHANCES[point] ?? USUAL_CHANCE}:${seed}`).join(',');
  };
  return Object.fromEntries(
    PROCESSES.map((name) => [name, Array.from({ length: PLANNED_STARTS }, (_, index) => planStart(index))]),
  );
}
