// What a run shows beside whether its promises held: how long things took, and what was done twice.
import { groupBy, type Facts } from './facts.ts';
import { findRepetitions, type Duplicate } from './invariants/explanation.ts';
import type { EffectEntry, FaultEntry } from './ledger.ts';

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
  readonly effects: number;
  readonly kills: number;
  readonly pauses: number;
  readonly postgresRestarts: number;
  readonly duplicates: { readonly count: number; readonly share: number; readonly listed: readonly ExplainedDuplicate[] };
  readonly recoveryMs: Spread;
  readonly intakeBackMs: Spread;
  readonly faults: readonly { readonly fault: number; readonly kind: string; readonly count: number }[];
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

/** Runs whose steps follow each other at once: between two of their effects there is nothing but the engine. */
const STEADY_WORKLOAD = 'five-tasks';
/** An effect so shortly before a death was in the hands of the process that died. */
const IN_HAND_MS = 300;
const LISTED = 200;

export function measure(facts: Facts): Measures {
  const { accepted, effects, faults, runs, events } = facts;
  const byEvent = groupBy(accepted, ({ id }) => id);
  const has = (outcome: string): number =>
    [...byEvent.values()].filter((entries) => entries.some((entry) => entry.outcome === outcome)).length;
  const kept = [...byEvent.values()].filter((entries) => entries.some(({ outcome }) => outcome === '2xx' || outcome === 'ended'));
  const again = findRepetitions(facts).filter(({ isAsked }) => !isAsked);
  const isDeath = ({ kind }: FaultEntry): boolean => kind === 'kill' || kind === 'crash-point';
  return {
    events: events.size,
    accepted: kept.length,
    unknown: has('unknown'),
    refused: has('refused'),
    requests: accepted.filter(({ outcome }) => outcome === 'sent').length,
    runs: countBy(runs, ({ status }) => status),
    effects: effects.length,
    kills: faults.filter(isDeath).length,
    pauses: faults.filter(({ kind }) => kind === 'pause').length,
    postgresRestarts: faults.filter(({ kind }) => kind === 'postgres-fast' || kind === 'postgres-immediate').length,
    duplicates: { count: again.length, share: again.length / Math.max(1, effects.length), listed: again.slice(0, LISTED).map(explain) },
    recoveryMs: spreadOf(faults.filter(isDeath).flatMap((death) => findRecoveries(facts, death))),
    intakeBackMs: spreadOf(findIntakeBack(facts)),
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

/** How long runs stood still that the dead process had in hand. */
function findRecoveries({ effects, events }: Facts, death: FaultEntry): readonly number[] {
  const mine = effects.filter(({ id }) => events.get(id)?.workload === STEADY_WORKLOAD);
  return [...groupBy(mine, ({ runId }) => runId).values()].flatMap((entries) => {
    const before = entries.findLast(({ t }) => t <= death.t);
    const after = entries.find(({ t }) => t > death.t);
    const wasInHand = (entry: EffectEntry): boolean => entry.by === death.target && death.t - entry.t < IN_HAND_MS;
    return before !== undefined && after !== undefined && wasInHand(before) ? [after.t - death.t] : [];
  });
}

/** From the end of each restart of Postgres to the next event that a door has taken. */
function findIntakeBack({ accepted, faults }: Facts): readonly number[] {
  const kept = accepted.filter(({ outcome }) => outcome === '2xx');
  return faults
    .filter(({ kind }) => kind.startsWith('postgres-') && kind !== 'postgres-slow')
    .flatMap(({ until }) => {
      const next = kept.find(({ t }) => t > until);
      return next === undefined ? [] : [next.t - until];
    });
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: Math.round(sorted.at(-1) ?? 0) };
}
