import type { UnaskedEnd } from './installation.ts';
import type { InvariantResult } from './invariants/table.ts';
import type { FanOutStory } from './large-fan-out.ts';
import type { Measures } from './measures.ts';
import type { ChaosPlan } from './plan.ts';
import { faultPart, sleepersOf, type ChaosProfile } from './profiles.ts';

/** One line of what a run must have reached to count. */
export interface GateResult {
  readonly name: string;
  readonly wanted: string;
  readonly actual: string;
  readonly isHeld: boolean;
  /** Says how much happened, not how well it went. */
  readonly isLoad?: true;
}
export interface GateParts {
  readonly profile: ChaosProfile;
  readonly minutes: number;
  /** Only some rows were wanted. */
  readonly isPartial: boolean;
  readonly plan: Pick<ChaosPlan, 'timed' | 'stories' | 'owed'>;
  readonly measures: Measures;
  readonly invariants: readonly InvariantResult[];
  /** Undefined: it did not drain. */
  readonly drainMs: number | undefined;
  readonly postHeal: readonly string[];
  readonly unaskedEnds: readonly UnaskedEnd[];
  /** Of the machine, in the time of the faults. */
  readonly othersShare: number;
  readonly fanOut: FanOutStory | undefined;
}

/** A machine that is not even by a quarter ours shows nothing. */
const LEAST_SHARE = 0.25;
/** What must be nought, and the invariant that counts it. */
const NOUGHT = { lost: 'I1', invented: 'I2', 'unexplained duplicates': 'I3', stuck: 'I8' } as const;

/**
 * Of the kinds of faults that are owed. Some need a process to be up and to reach a certain point in time. In a virtual machine
 * where starting one takes thrice as long, five of twenty did not come, in a run that accepted, killed and restarted all that it
 * owed. Which ones are missing is told, and no reason to disbelieve the rest.
 */
const MAY_BE_ABSENT = 0.3;

/** A few events may come to nothing at the doors, as others do. */
const KEPT_SLEEPERS = 0.95;

/** Too little load is a failure, not a pass. */
export function checkGates(parts: GateParts): readonly GateResult[] {
  return [...checkLoad(parts), ...checkNought(parts), ...checkTimes(parts), ...checkStories(parts)];
}

/** A shorter run owes less, a longer one more. */
function checkLoad({ profile, minutes, measures, plan, isPartial }: GateParts): readonly GateResult[] {
  const { gates } = profile;
  const part = faultPart(profile, minutes);
  const owes = (name: string, owed: number, actual: number): GateResult => {
    const wanted = Math.floor(owed * part);
    return { name, wanted: `>= ${wanted}`, actual: String(actual), isHeld: actual >= wanted, isLoad: true };
  };
  // Where only some rows were wanted, their faults are owed if they make enough of them.
  const isOwed = (owed: number, ...kinds: readonly string[]): boolean =>
    !isPartial || plan.timed.filter(({ kind }) => kinds.includes(kind)).length >= owed * part;
  const { kills, pauses, postgresRestarts } = gates;
  const absent = plan.owed.filter((row) => !measures.faults.some(({ fault }) => fault === row));
  const mayBeAbsent = Math.floor(plan.owed.length * MAY_BE_ABSENT);
  return [
    ...(plan.owed.length === 0
      ? []
      : [
          {
            name: `of ${plan.owed.length} kinds of faults, did not come`,
            wanted: `<= ${mayBeAbsent}`,
            actual: absent.length === 0 ? '0' : `rows ${absent.join(', ')}`,
            isHeld: absent.length <= mayBeAbsent,
            isLoad: true as const,
          },
        ]),
    owes('accepted events', gates.accepted, measures.accepted),
    ...(isOwed(kills, 'kill') ? [owes('kill -9 of server or worker', kills, measures.kills)] : []),
    ...(isOwed(pauses, 'pause') ? [owes('pauses', pauses, measures.pauses)] : []),
    ...(isOwed(postgresRestarts, 'postgres-fast', 'postgres-immediate')
      ? [owes('Postgres restarts', postgresRestarts, measures.postgresRestarts)]
      : []),
  ];
}

function checkNought({ invariants, measures, profile }: GateParts): readonly GateResult[] {
  const { duplicateShare } = profile.gates;
  const percent = (share: number): number => Number((share * 100).toFixed(2));
  const share = percent(measures.duplicates.share);
  return [
    ...Object.entries(NOUGHT).map(([name, invariant]) =>
      most(name, 0, invariants.find((result) => result.name === invariant)?.violations.length ?? 0),
    ),
    duplicateShare === undefined
      ? { name: 'duplicate effects (%)', wanted: 'told only', actual: String(share), isHeld: true }
      : most('duplicate effects (%)', percent(duplicateShare), share),
  ];
}

/** Limits are those of a machine of our own: what others have of it makes everything slower. */
function checkTimes({
  profile,
  measures,
  drainMs,
  postHeal,
  unaskedEnds,
  othersShare,
}: GateParts): readonly GateResult[] {
  const { gates } = profile;
  const inTime = (name: string, limitMs: number, actualMs: number): GateResult =>
    most(name, Math.round(limitMs / Math.max(LEAST_SHARE, 1 - othersShare)), actualMs);
  const byThemselves = unaskedEnds.filter(({ wasReady }) => wasReady);
  return [
    inTime("a killed process's runs go on (ms)", gates.recoveryMs, measures.recoveryMs.max),
    inTime('a process told to end has ended (ms)', gates.endMs, measures.drainsMs.max),
    inTime('intake after Postgres is back (ms)', gates.intakeBackMs, measures.intakeBackMs.max),
    {
      name: 'backlog 0 after healing (ms)',
      wanted: `<= ${gates.drainMs}`,
      actual: drainMs === undefined ? 'never' : String(drainMs),
      isHeld: drainMs !== undefined && drainMs <= gates.drainMs,
    },
    most('doors that fail after healing', 0, postHeal.length),
    most('processes that ended by themselves', 0, byThemselves.length),
  ];
}

function checkStories({ profile, minutes, plan, measures, fanOut }: GateParts): readonly GateResult[] {
  const { sleepersMs } = measures;
  const owed = Math.floor(sleepersOf(profile, minutes) * KEPT_SLEEPERS);
  const woken = { name: 'sleepers woken', wanted: `>= ${owed}`, actual: String(sleepersMs.count) };
  const told = { name: 'large fan-out', wanted: 'killed and cancelled on its way' };
  const actual = `killed at ${fanOut?.killedAt ?? 'no'}, cancelled at ${fanOut?.cancelledAt ?? 'no'} of ${fanOut?.items ?? 0} items`;
  return [
    ...(plan.stories.includes('sleepers')
      ? [
          { ...woken, isHeld: sleepersMs.count >= owed, isLoad: true as const },
          most('the last sleeper goes on (ms)', profile.gates.sleepersMs, sleepersMs.max),
        ]
      : []),
    ...(plan.stories.includes('large-fan-out')
      ? [
          {
            ...told,
            actual,
            isHeld: fanOut?.killedAt !== undefined && fanOut.cancelledAt !== undefined,
            isLoad: true as const,
          },
        ]
      : []),
  ];
}

function most(name: string, limit: number, actual: number): GateResult {
  return { name, wanted: `<= ${limit}`, actual: String(actual), isHeld: actual <= limit };
}
