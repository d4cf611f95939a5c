import { createRandom, type Random } from '../simulation/random.ts';
import { planCrashPoints } from './crash-points.ts';
import {
  FAULT_TABLE,
  PROCESSES,
  type FaultRow,
  type Need,
  type Story,
  type TimedFault,
  type TimedKind,
} from './fault-table.ts';
import { phaseAt, type ChaosPhase } from './profiles.ts';
import { Timetable } from './timetable.ts';

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
  readonly phases: readonly ChaosPhase[];
  readonly timed: readonly PlannedFault[];
  /** `FAULT` of the starts of each process, in turn; an empty one has none. */
  readonly crashPoints: Readonly<Record<string, readonly string[]>>;
  /** Of the rows of the table: whether the downstream fails, answers get lost, … */
  readonly always: readonly number[];
  /** Rows that must have come for a run to count. */
  readonly owed: readonly number[];
  /** Traffic that comes with some rows. */
  readonly stories: readonly Story[];
  readonly skipped: readonly SkippedRow[];
}
export interface SkippedRow {
  readonly fault: number;
  readonly title: string;
  readonly why: string;
}
export interface PlanRequest {
  readonly seed: number;
  readonly faultDurationMs: number;
  readonly phases: readonly ChaosPhase[];
  readonly isLong: boolean;
  /** Faults come so many times rarer than the table says; default 1. */
  readonly stretch?: number;
  readonly only?: readonly number[];
  /** What faults need and this machine does not have, and how that is told. */
  readonly missing?: Readonly<Partial<Record<Need, string>>>;
}

/** No fault in the first and the last moments: what it breaks must show within the run. */
const EDGE_MS = 1000;
/** Rows that phases are made of. */
const ROLL = 12;
const REDIS_AWAY = 29;
const KILLS = { server: 1, 'worker-1': 4, 'worker-2': 4 };
/** One process after the other, as in a deploy. */
const START_STEP_MS = 4000;
/** How long a target is busy with what comes after a fault: it starts anew, or gets its breath. */
const AFTERMATH_MS: Readonly<Partial<Record<TimedKind, number>>> = { kill: 4000, roll: 8000, pause: 2000, block: 2000 };
const USUAL_AFTERMATH_MS = 500;
/** One process at a time stands still or ends in order: the others go on with its runs. */
const ABSENCE = 'absence';
const isAbsence = (kind: TimedKind): boolean => kind === 'pause' || kind === 'block' || kind === 'roll';
/** A pause is so many leases long. */
const PAUSE_LEASES = [2, 2.2] as const;

/** What will happen, when, to whom: decided by the seed alone, and written down before it begins. */
export function makePlan(request: PlanRequest): ChaosPlan {
  const { seed, only, missing = {}, faultDurationMs, isLong } = request;
  const isWanted = ({ fault }: { readonly fault: number }): boolean => only === undefined || only.includes(fault);
  const phases = request.phases.map((phase) => ({
    ...phase,
    hasRedis: phase.hasRedis && missing.redis === undefined,
  }));
  const skipped = FAULT_TABLE.filter(isWanted).flatMap((row) => whySkipped(row, request));
  // A row's times do not depend on which other rows are wanted.
  const rows = FAULT_TABLE.filter((row) =>
    isWanted(row) ? !isIn(skipped, row) : whySkipped(row, request).length === 0,
  );
  const wantedRows = rows.filter(isWanted);
  const timed = new Planner({ ...request, phases }).plan(rows);
  return {
    seed,
    faultDurationMs,
    phases,
    timed: timed
      .filter((planned) => planned.isOfPhase || isWanted(planned))
      .map(({ isOfPhase: _, ...planned }) => planned),
    crashPoints: planCrashPoints(wantedRows, request),
    always: wantedRows.filter(({ always }) => always === true).map(({ fault }) => fault),
    // In a long run some crash points are rare.
    owed: isLong
      ? []
      : wantedRows.filter((row) => row.always !== true && row.isLong !== true).map(({ fault }) => fault),
    stories: wantedRows.flatMap(({ story }) => story ?? []),
    skipped,
  };
}

/** The same traffic, and nothing breaks. */
export function makeCalmPlan(plan: ChaosPlan): ChaosPlan {
  return { ...plan, phases: plan.phases.slice(0, 1), timed: [], crashPoints: {}, always: [], owed: [] };
}

const isIn = (skipped: readonly SkippedRow[], { fault }: FaultRow): boolean =>
  skipped.some((left) => left.fault === fault);

/** Rows of long runs come in short ones when they are asked for; some come only then. */
function whySkipped(row: FaultRow, { isLong, only = [], missing = {} }: PlanRequest): readonly SkippedRow[] {
  const { fault, title, needs, absent } = row;
  const skip = (why: string): readonly SkippedRow[] => [{ fault, title, why }];
  if (absent !== undefined) return skip(absent);
  const lack = needs === undefined ? undefined : missing[needs];
  if (lack !== undefined) return skip(lack);
  if (only.includes(fault)) return [];
  if (row.isAlone === true) return skip('only when it is asked for, with --only');
  return row.isLong === true && !isLong ? skip('only in the long run') : [];
}

/** What a row wants; when and to whom is settled by who is free. */
interface Wish extends Omit<PlannedFault, 'target' | 'durationMs'> {
  readonly targets: readonly string[];
  readonly durationAt: (atMs: number) => number;
  /** Comes with a phase, not with a row. */
  readonly isOfPhase?: true;
}
interface Settled extends PlannedFault {
  readonly isOfPhase: boolean;
}

class Planner {
  readonly #request: PlanRequest;
  readonly #timetable: Timetable;

  constructor(request: PlanRequest) {
    this.#request = request;
    this.#timetable = new Timetable(request.faultDurationMs);
  }

  plan(rows: readonly FaultRow[]): readonly Settled[] {
    const away = this.#redisAway();
    for (const { target, atMs, durationMs } of away) this.#timetable.book(target, atMs, durationMs);
    const wishes = [...this.#phaseStarts(), ...rows.flatMap((row) => this.#wishesOf(row))];
    // What takes long has the first choice.
    const settled = [...wishes]
      .sort((left, right) => lengthOf(right) - lengthOf(left) || left.atMs - right.atMs)
      .flatMap((wish) => this.#settle(wish));
    return [...away, ...settled].sort((left, right) => left.atMs - right.atMs);
  }

  /** Processes learn of a new phase by starting anew: in a short run, where time is dear, without an end in order. */
  #phaseStarts(): readonly Wish[] {
    const { phases, isLong } = this.#request;
    return phases.slice(1).flatMap(({ fromMs }) =>
      PROCESSES.map((target, place) => ({
        ...(isLong ? { fault: ROLL, kind: 'roll' as const } : { fault: KILLS[target], kind: 'kill' as const }),
        ...{ atMs: fromMs + place * START_STEP_MS, targets: [target], durationAt: () => 0, isOfPhase: true as const },
      })),
    );
  }

  /** Where a phase has no Redis, that goes before they do. */
  #redisAway(): readonly Settled[] {
    const { phases, faultDurationMs } = this.#request;
    const away = { fault: REDIS_AWAY, kind: 'redis-away' as const, target: 'redis', isOfPhase: false };
    return phases.flatMap(({ fromMs, hasRedis }, index) => {
      if (hasRedis || phases[index - 1]?.hasRedis !== true) return [];
      const back = phases.slice(index).find((phase) => phase.hasRedis);
      const untilMs = back?.fromMs ?? faultDurationMs;
      return [{ ...away, atMs: fromMs, durationMs: untilMs - fromMs - EDGE_MS }];
    });
  }

  #wishesOf({ fault, timed }: FaultRow): readonly Wish[] {
    if (timed === undefined) return [];
    const random = createRandom(Math.imul(this.#request.seed + 1, 7919) + fault);
    return this.#timesOf(timed, random).map((atMs): Wish => {
      const durationAt = this.#durationOf(timed, random);
      const targets = turned(timed.targets, random);
      return { atMs: Math.max(EDGE_MS, atMs), fault, kind: timed.kind, targets, durationAt };
    });
  }

  /** As many as fit on the average, each at a moment of its own part of the time. */
  #timesOf(timed: TimedFault, random: Random): readonly number[] {
    const { faultDurationMs, stretch = 1 } = this.#request;
    if ('offsetsMs' in timed) return timed.offsetsMs.map((offsetMs) => timed.aroundPart * faultDurationMs + offsetMs);
    const count = Math.max(1, Math.round(faultDurationMs / (timed.everyMs * stretch)));
    return Array.from({ length: count }, (_, index) => ((index + 0.1 + 0.7 * random.next()) * faultDurationMs) / count);
  }

  #durationOf({ kind, durationMs = [0, 0], shortMs = durationMs }: TimedFault, random: Random): Wish['durationAt'] {
    const { isLong } = this.#request;
    const share = random.next();
    const within = ([from, to]: readonly [number, number]): number => from + (to - from) * share;
    if (kind !== 'pause') return () => Math.round(within(isLong ? durationMs : shortMs));
    return (atMs) => Math.round(1000 * phaseAt(this.#request.phases, atMs).leaseSeconds * within(PAUSE_LEASES));
  }

  /** The first of its targets that is free when it should happen, or soon after, or ever. */
  #settle(wish: Wish): readonly Settled[] {
    const { fault, kind } = wish;
    const isOfPhase = wish.isOfPhase === true;
    // A process that learns of a phase before it begins learns nothing.
    const found = this.#search(wish, wish.atMs) ?? (isOfPhase ? undefined : this.#search(wish, EDGE_MS));
    if (found === undefined || !this.#isTime(kind, found.atMs)) return [];
    const durationMs = wish.durationAt(found.atMs);
    this.#timetable.book(found.target, found.atMs, durationMs + aftermathOf(kind));
    if (isAbsence(kind)) this.#timetable.book(ABSENCE, found.atMs, durationMs + aftermathOf(kind));
    return [{ atMs: Math.round(found.atMs), fault, kind, target: found.target, durationMs, isOfPhase }];
  }

  #search(wish: Wish, fromMs: number): { readonly target: string; readonly atMs: number } | undefined {
    const lengthMs = wish.durationAt(fromMs) + aftermathOf(wish.kind);
    const free = wish.targets.flatMap((target) => {
      const needed = isAbsence(wish.kind) ? [target, ABSENCE] : [target];
      const atMs = this.#timetable.firstFree(needed, fromMs, lengthMs);
      return atMs === undefined ? [] : [{ target, atMs }];
    });
    const [first] = free.sort((left, right) => left.atMs - right.atMs);
    // Later it may have to last longer.
    const isLonger = first !== undefined && wish.durationAt(first.atMs) > wish.durationAt(fromMs);
    return isLonger ? this.#search(wish, first.atMs) : first;
  }

  /** Where nobody listens to Redis, nothing that befalls it means anything. */
  #isTime(kind: TimedKind, atMs: number): boolean {
    return !kind.startsWith('redis') || phaseAt(this.#request.phases, atMs).hasRedis;
  }
}

const aftermathOf = (kind: TimedKind): number => AFTERMATH_MS[kind] ?? USUAL_AFTERMATH_MS;
const lengthOf = ({ kind, durationAt, atMs }: Wish): number => durationAt(atMs) + aftermathOf(kind);

/** Each has its turn to be the first choice. */
function turned<T>(values: readonly T[], random: Random): readonly T[] {
  const start = random.below(values.length);
  return [...values.slice(start), ...values.slice(0, start)];
}
