import { cpus, totalmem } from 'node:os';
import { groupBy, type Facts } from './facts.ts';
import type { GateResult } from './gates.ts';
import type { UnaskedEnd } from './installation.ts';
import type { Violation } from './invariants/invariant.ts';
import type { InvariantResult } from './invariants/table.ts';
import type { FanOutStory } from './large-fan-out.ts';
import type { Measures } from './measures.ts';
import type { ChaosOptions } from './options.ts';
import type { ChaosPlan } from './plan.ts';
import type { TwinComparison } from './twins.ts';

const SHOWN_VIOLATIONS = 20;
const SHOWN_DIFFERENCES = 3;
const WORTH_TELLING = 0.02;
const CONTEXT_LINES = 100;
const CONTEXT_MS = 1000;

export interface ReportParts {
  readonly options: ChaosOptions;
  readonly plan: ChaosPlan;
  readonly facts: Facts;
  readonly invariants: readonly InvariantResult[];
  readonly gates: readonly GateResult[];
  readonly measures: Measures;
  readonly drainMs: number | undefined;
  readonly postHeal: readonly string[];
  /** Of the machine, meanwhile. */
  readonly othersShare: number;
  readonly unaskedEnds: readonly UnaskedEnd[];
  readonly missed: readonly { readonly fault: number; readonly kind: string; readonly why: string }[];
  readonly pointsHit: ReadonlyMap<string, number>;
  readonly fanOut: FanOutStory | undefined;
  /** What the same seed came to without faults. */
  readonly twin?: TwinComparison & { readonly invariants: readonly InvariantResult[] };
  readonly workloads: { readonly on: readonly string[]; readonly off: readonly string[] };
  readonly versions: Readonly<Record<string, string>>;
}
export interface ChaosReport {
  readonly isHeld: boolean;
  /** Nothing broke, but so little happened that this shows nothing. */
  readonly isTooLittle: boolean;
  readonly json: unknown;
  readonly text: string;
}

/** The report as data and as one screen. */
export function printReport(parts: ReportParts): ChaosReport {
  const { options, plan, facts, invariants, measures, twin } = parts;
  const gates = [...parts.gates, ...checkTwin(twin)];
  const isHeld = invariants.every(({ violations }) => violations.length === 0) && gates.every((gate) => gate.isHeld);
  const isTooLittle = !isHeld && isOnlyLoad({ invariants, gates });
  const json = {
    isHeld,
    seed: plan.seed,
    profile: options.profile.name,
    minutes: options.minutes,
    only: options.only,
    versions: parts.versions,
    machine: {
      ...{ cpus: cpus().length, cpu: cpus()[0]?.model, memoryMiB: Math.round(totalmem() / 1024 / 1024) },
      othersShare: parts.othersShare,
    },
    workloads: parts.workloads,
    measures,
    drainMs: parts.drainMs,
    fanOut: parts.fanOut,
    twin: twin === undefined ? undefined : { ...twin, differences: twin.differences.slice(0, SHOWN_VIOLATIONS) },
    gates,
    invariants: invariants.map((result) => ({
      ...result,
      count: result.violations.length,
      violations: result.violations
        .slice(0, SHOWN_VIOLATIONS)
        .map((violation) => ({ ...violation, lines: findLines(violation, facts) })),
    })),
    skipped: plan.skipped,
    missed: parts.missed,
    crashPointsHit: Object.fromEntries(parts.pointsHit),
    crashPointsNeverHit: findNeverHit(parts),
    unaskedEnds: parts.unaskedEnds,
    postHeal: parts.postHeal,
  };
  return { isHeld, isTooLittle, json, text: printScreen({ ...parts, gates }, { isHeld, isTooLittle }) };
}

function checkTwin(twin: ReportParts['twin']): readonly GateResult[] {
  if (twin === undefined) return [];
  const { compared, differences, invariants } = twin;
  const broken = invariants.reduce((sum, { violations }) => sum + violations.length, 0);
  const gate = (name: string, actual: number): GateResult => ({
    name,
    wanted: '<= 0',
    actual: String(actual),
    isHeld: actual === 0,
  });
  return [
    gate(`of ${compared} events, ended otherwise without faults`, differences.length),
    gate('promises broken without faults', broken),
  ];
}

/** The lines of the three logs that tell what happened around it. */
export function findLines({ id, runId }: Violation, facts: Facts): readonly string[] {
  const isMine = (entry: { readonly id: string; readonly runId?: string }): boolean =>
    entry.id === id || (runId !== undefined && entry.runId === runId);
  const mine = [...facts.accepted.filter(isMine), ...facts.cancels.filter(isMine), ...facts.effects.filter(isMine)];
  const changes = facts.changes.filter((change) => change.runId === runId);
  const times = [...mine, ...changes].map(({ t }) => t);
  const from = Math.min(...times) - CONTEXT_MS;
  const until = Math.max(...times) + CONTEXT_MS;
  const faults = times.length === 0 ? [] : facts.faults.filter((fault) => fault.t <= until && fault.until >= from);
  return [...mine, ...changes, ...faults]
    .sort((left, right) => left.t - right.t)
    .slice(0, CONTEXT_LINES)
    .map((entry) => JSON.stringify(entry));
}

function printScreen(parts: ReportParts, { isHeld, isTooLittle }: Pick<ChaosReport, 'isHeld' | 'isTooLittle'>): string {
  const { options, plan, measures, invariants, gates, workloads } = parts;
  const { recoveryMs, againMs, intakeBackMs, duplicates } = measures;
  const mark = (isGood: boolean): string => (isGood ? 'ok    ' : 'BROKEN');
  const lines = [
    `Chaos ${options.profile.name}, ${options.minutes} min, seed ${plan.seed}: ${isHeld ? 'all held' : 'BROKEN'}`,
    `  ${measures.events} events in ${measures.requests} calls: ${measures.accepted} kept, ${measures.unknown} with an unknown answer, ${measures.refused} refused at least once`,
    `  runs: ${printCounts(measures.runs)}; ${measures.effects} effects`,
    `  faults: ${measures.faults.map(({ fault, kind, count }) => `${kind} (${fault}) ${count}`).join(', ')}`,
    `  crash points: ${printCounts(Object.fromEntries(parts.pointsHit)) || 'none'}`,
    ...(options.profile.name === 'ci' ? [] : [`  crash points never hit: ${findNeverHit(parts).join(', ') || 'none'}`]),
    ...(measures.givenUp === 0 ? [] : [`  given up after five lost processes: ${measures.givenUp} runs`]),
    `  a killed process's runs went on after p50 ${recoveryMs.p50}, p99 ${recoveryMs.p99}, at most ${recoveryMs.max} ms (${recoveryMs.count} runs); those lost at one place before, after p50 ${againMs.p50}, at most ${againMs.max} ms (${againMs.count} runs)`,
    `  intake after Postgres was back: p50 ${intakeBackMs.p50}, at most ${intakeBackMs.max} ms; told to end, processes had ended after at most ${measures.drainsMs.max} ms; backlog 0 after ${parts.drainMs ?? 'no time at all: it never was'} ms`,
    `  done twice: ${duplicates.count} effects (${(duplicates.share * 100).toFixed(2)} %), each with its fault in the report`,
    ...(parts.othersShare < WORTH_TELLING
      ? []
      : [
          `  others had ${Math.round(parts.othersShare * 100)} % of the machine: what must be done in time has more of it`,
        ]),
    ...(workloads.off.length === 0 ? [] : [`  traffic that is off: ${workloads.off.join(', ')}`]),
    ...printStories(parts),
    ...printSkipped(plan.skipped),
    ...countMissed(parts.missed),
    ...invariants.map(({ name, title, violations, isSkipped }) =>
      isSkipped
        ? `  -      ${name} ${title}: only in long runs`
        : `  ${mark(violations.length === 0)} ${name} ${title}${violations.length === 0 ? '' : `: ${violations.length}`}`,
    ),
    ...gates.map(({ name, wanted, actual, isHeld: held }) => `  ${mark(held)} ${name}: ${actual} (${wanted})`),
    ...invariants.flatMap(({ name, violations }) =>
      violations
        .slice(0, 3)
        .map(({ message, id, runId }) => `  ${name}: ${[id, runId].filter(Boolean).join(' ')} ${message}`),
    ),
    ...(parts.twin?.differences ?? []).slice(0, SHOWN_DIFFERENCES).map((line) => `  twin: ${line}`),
    ...(isTooLittle ? explainLoad(parts) : []),
    ...parts.postHeal.slice(0, 3).map((line) => `  after healing: ${line}`),
    ...parts.unaskedEnds
      .filter(({ wasReady }) => wasReady)
      .slice(0, 3)
      .map(({ name, code, signal, t }) => `  ${name} ended by itself at ${t} with ${String(code ?? signal)}`),
    `Seed ${plan.seed} repeats plan and traffic: npm run chaos -- --seed ${plan.seed} --minutes ${options.minutes} --profile ${options.profile.name}`,
  ];
  return `${lines.join('\n')}\n`;
}

function printStories({ plan, measures, fanOut, twin }: ReportParts): readonly string[] {
  const { sleepersMs } = measures;
  const mebibytes = Math.round((fanOut?.peakBytes ?? 0) / 1024 / 1024);
  return [
    ...(plan.stories.includes('sleepers')
      ? [
          `  ${sleepersMs.count} sleepers of one second went on after p50 ${sleepersMs.p50}, at most ${sleepersMs.max} ms`,
        ]
      : []),
    ...(fanOut === undefined
      ? []
      : [`  while the large fan-out ran, a process had at most ${mebibytes} MiB in memory`]),
    ...(twin === undefined
      ? []
      : [`  its calm twin: ${twin.compared} ends compared, ${twin.excused} differ as faults may make them differ`]),
  ];
}

/** A line for each reason. */
function printSkipped(skipped: ChaosPlan['skipped']): readonly string[] {
  return [...groupBy(skipped, ({ why }) => why)].map(
    ([why, rows]) => `  skipped: ${why}: ${rows.map(({ fault, title }) => `${fault} ${title}`).join(', ')}`,
  );
}

const printCounts = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** Of the points that this run may crash at. */
function findNeverHit({ plan, pointsHit }: ReportParts): readonly string[] {
  const planned = Object.values(plan.crashPoints).flatMap((starts) =>
    starts.flatMap((text) => text.split(',').map((rule) => rule.split(':')[0] ?? '')),
  );
  return [...new Set(planned)].filter((point) => point !== '' && !pointsHit.has(point)).sort();
}

const missedOf = ({ gates }: Pick<ReportParts, 'gates'>): readonly GateResult[] =>
  gates.filter(({ isHeld }) => !isHeld);

const isOnlyLoad = ({ invariants, gates }: Pick<ReportParts, 'invariants' | 'gates'>): boolean =>
  missedOf({ gates }).every(({ isLoad }) => isLoad === true) &&
  invariants.every(({ violations }) => violations.length === 0);

/** Nothing broke, and the run does not count all the same. */
function explainLoad(parts: ReportParts): readonly string[] {
  const names = missedOf(parts)
    .map(({ name, actual, wanted }) => `${name} ${actual} (${wanted})`)
    .join(', ');
  return [
    `  No promise was broken, but too little happened for that to mean much: ${names}. The machine was too slow or too busy.`,
  ];
}

function countMissed(missed: ReportParts['missed']): string[] {
  return missed.map(({ fault, kind, why }) => `  not injected: ${fault} ${kind}: ${why}`);
}
