// What a run shows beside whether its promises held: how long things took, and what was done twice.
import { groupBy, type Facts } from './facts.ts';
import { findRepetitions, isDeath, isStandstill, type Duplicate } from './invariants/explanation.ts';
import { countLosses, isGivenUp } from './invariants/given-up.ts';
import type { FaultEntry } from './ledger.ts';
import { isSleeper } from './workloads/sleepers.ts';

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}
export interface Measures {
  readonly events: number;
  readonly accepted: number;
  readonly unknown: number;
  readonly refused: number;
  readonly requests: number;
  readonly runs: Readonly<Record<string, number>>;
  /** Ended because five processes in a row were lost with them. */
  readonly givenUp: number;
  readonly effects: number;
  readonly kills: number;
  readonly pauses: number;
  readonly postgresRestarts: number;
  readonly duplicates: {
    readonly count: number;
    readonly share: number;
    readonly listed: readonly ExplainedDuplicate[];
  };
  readonly recoveryMs: Spread;
  /** The same of runs that were lost at this place before: each of them begins alone. */
  readonly againMs: Spread;
  /** Those that took longest. */
  readonly slowRecoveries: readonly Recovery[];
  readonly intakeBackMs: Spread;
  /** From SIGTERM to the end. */
  readonly drainsMs: Spread;
  /** From the second in which all sleepers are due to the effect of each. */
  readonly sleepersMs: Spread;
  readonly faults: readonly { readonly fault: number; readonly kind: string; readonly count: number }[];
}
export interface Recovery {
  readonly runId: string;
  /** Of the death, and of the next claim. */
  readonly diedAt: number;
  readonly claimedAt: number;
  /** Less the time in which nobody could. */
  readonly ms: number;
  /** Processes that were lost with it at this place, this one counted. */
  readonly losses: number;
}
export interface ExplainedDuplicate {
  readonly runId: string;
  readonly path: string;
  readonly firstAt: number;
  readonly againAt: number;
  readonly firstBy: string;
  readonly againBy: string;
  readonly because: readonly string[];
}

/** An effect so shortly before a death was in the hands of the process that died. */
const IN_HAND_MS = 300;
const LISTED = 200;
const LISTED_RECOVERIES = 20;

export function measure(facts: Facts): Measures {
  const { accepted, effects, faults, runs, events } = facts;
  const byEvent = groupBy(accepted, ({ id }) => id);
  const has = (outcome: string): number =>
    [...byEvent.values()].filter((entries) => entries.some((entry) => entry.outcome === outcome)).length;
  const kept = [...byEvent.values()].filter((entries) =>
    entries.some(({ outcome }) => outcome === '2xx' || outcome === 'ended'),
  );
  const recoveries = findRecoveries(facts).sort((left, right) => right.ms - left.ms);
  const again = findRepetitions(facts).filter(({ isAsked }) => !isAsked);
  return {
    events: events.size,
    accepted: kept.length,
    unknown: has('unknown'),
    refused: has('refused'),
    requests: accepted.filter(({ outcome }) => outcome === 'sent').length,
    runs: countBy(runs, ({ status }) => status),
    givenUp: runs.filter((run) => isGivenUp(facts, run)).length,
    effects: effects.length,
    kills: faults.filter(isDeath).length,
    pauses: faults.filter(({ kind }) => kind === 'pause').length,
    postgresRestarts: faults.filter(({ kind }) => kind === 'postgres-fast' || kind === 'postgres-immediate').length,
    duplicates: {
      count: again.length,
      share: again.length / Math.max(1, effects.length),
      listed: again.slice(0, LISTED).map(explain),
    },
    recoveryMs: spreadOf(recoveries.filter(({ losses }) => losses === 1).map(({ ms }) => ms)),
    againMs: spreadOf(recoveries.filter(({ losses }) => losses > 1).map(({ ms }) => ms)),
    slowRecoveries: recoveries.slice(0, LISTED_RECOVERIES),
    intakeBackMs: spreadOf(findIntakeBack(facts)),
    drainsMs: spreadOf(faults.filter(({ kind }) => kind === 'roll').map(({ t, until }) => until - t)),
    sleepersMs: spreadOf(findSleepersLag(facts)),
    faults: [...groupBy(faults, ({ fault, kind }) => `${fault} ${kind}`).values()]
      .map((same) => ({ fault: same[0]?.fault ?? 0, kind: same[0]?.kind ?? '', count: same.length }))
      .sort((left, right) => left.fault - right.fault),
  };
}

function countBy<T>(values: readonly T[], keyOf: (value: T) => string): Readonly<Record<string, number>> {
  return Object.fromEntries([...groupBy(values, keyOf)].map(([key, same]) => [key, same.length]));
}

const explain = ({ first, again, faults }: Duplicate): ExplainedDuplicate => ({
  runId: first.runId,
  path: first.path,
  firstAt: first.t,
  againAt: again.t,
  firstBy: first.by,
  againBy: again.by,
  because: faults.map(({ fault, kind, target, t }) => `${fault} ${kind} of ${target} at ${t}`),
});

interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * How long nobody held runs that a dead process had in hand: from its death to the next claim, less the time in which nobody
 * could claim, because Postgres was away or no process was up. What befalls the successor has its own line.
 */
function findRecoveries({ effects, changes, faults, ups }: Facts): Recovery[] {
  const everyones = faults.filter(isEveryones).map(spanOf);
  const changesByRun = groupBy(changes, ({ runId }) => runId);
  return faults.filter(isDeath).flatMap((death) => {
    const helpless = [...everyones, ...gapsOf(working(ups, faults), { from: death.t, until: Infinity })];
    const recent = effects.filter(({ t }) => t <= death.t && death.t - t < IN_HAND_MS);
    return [...groupBy(recent, ({ runId }) => runId)].flatMap(([runId, entries]) => {
      // Who did the last of them had the run in hand.
      if (entries.at(-1)?.by !== death.target) return [];
      const mine = changesByRun.get(runId) ?? [];
      const index = mine.findIndex(({ t }) => t > death.t);
      const next = mine[index];
      // What it wrote last may have been the end, or a park.
      if (next === undefined || next.newFence === next.oldFence || next.oldStatus !== 'running') return [];
      const span = { from: death.t, until: next.t };
      const losses = countLosses(mine.slice(0, index)) + 1;
      return [{ runId, diedAt: span.from, claimedAt: span.until, ms: lengthWithout(span, helpless), losses }];
    });
  });
}

/** Postgres is away or out of reach, or there is no processor. */
const isEveryones = ({ target, kind }: FaultEntry): boolean =>
  target === 'machine' || (target === 'postgres' && kind !== 'backends-terminated');
const spanOf = ({ t, until }: FaultEntry): Span => ({ from: t, until });

/** Times in which processes were up and did not stand still. */
function working(ups: Facts['ups'], faults: readonly FaultEntry[]): readonly Span[] {
  return ups.flatMap(({ name, from, until }) => {
    const pauses = faults.filter((fault) => isStandstill(fault) && fault.target === name).map(spanOf);
    return gapsOf(pauses, { from, until });
  });
}

/** What the spans leave free of the whole. */
export function gapsOf(spans: readonly Span[], whole: Span): readonly Span[] {
  const gaps: Span[] = [];
  let { from } = whole;
  for (const span of [...spans].sort((left, right) => left.from - right.from)) {
    if (span.from > from) gaps.push({ from, until: Math.min(span.from, whole.until) });
    from = Math.max(from, span.until);
    if (from >= whole.until) return gaps.filter((gap) => gap.until > gap.from);
  }
  return [...gaps, { from, until: whole.until }].filter((gap) => gap.until > gap.from);
}

/** How much of the whole none of the spans covers. */
export function lengthWithout(whole: Span, spans: readonly Span[]): number {
  return gapsOf(spans, whole).reduce((sum, { from, until }) => sum + until - from, 0);
}

/** From the end of each restart of Postgres to the next event that a door has taken, less the time without a server at work. */
function findIntakeBack({ accepted, faults, ups }: Facts): readonly number[] {
  const kept = accepted.filter(({ outcome }) => outcome === '2xx');
  const served = working(
    ups.filter(({ name }) => name === 'server'),
    faults,
  );
  return faults
    .filter(({ kind }) => kind === 'postgres-fast' || kind === 'postgres-immediate')
    .flatMap(({ until }) => {
      const next = kept.find(({ t }) => t > until);
      if (next === undefined) return [];
      const whole = { from: until, until: next.t };
      return [lengthWithout(whole, gapsOf(served, whole))];
    });
}

function findSleepersLag({ events, effects }: Facts): readonly number[] {
  const firsts = new Map<string, number>();
  for (const { id, t } of effects) if (!firsts.has(id)) firsts.set(id, t);
  return [...events.values()].filter(isSleeper).flatMap(({ id, expected }) => {
    const wokeAt = firsts.get(id);
    return wokeAt === undefined ? [] : [wokeAt - (expected.notBefore ?? wokeAt)];
  });
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: Math.round(sorted.at(-1) ?? 0) };
}
