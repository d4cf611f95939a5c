/** How long, how hard, and what must have happened for a run to count. */
export interface ChaosProfile {
  readonly name: 'ci' | 'long' | 'soak';
  /** Of the whole, when nobody says otherwise. */
  readonly minutes: number;
  readonly startMs: number;
  readonly healMs: number;
  readonly eventsPerSecond: number;
  /** So many machines of any shape take a third of the events. */
  readonly randomMachines: number;
  /** Runs that are due in one second, and items of the large fan-out, where their rows are wanted. */
  readonly sleepers: number;
  readonly largeFanOut: number;
  /** Timed faults come so many times rarer than in a short run. */
  readonly stretch: number;
  /** Longest length of a phase; there are two at least. */
  readonly phaseMs: number;
  /** What holds in the phases, over and over. */
  readonly phases: readonly Omit<ChaosPhase, 'fromMs'>[];
  /** Whether memory, handles and connections are compared with before. */
  readonly measuresGrowth: boolean;
  readonly gates: ChaosGates;
}
/** A part of the time of the faults. Where it begins, every process is told to end, and starts anew. */
export interface ChaosPhase {
  readonly fromMs: number;
  readonly leaseSeconds: number;
  /** With Redis, and workers that it tells of work; without, the database wakes servers. */
  readonly hasRedis: boolean;
}
/** Counts are for the profile's own length; a shorter run owes less in proportion. */
export interface ChaosGates {
  readonly accepted: number;
  readonly kills: number;
  readonly pauses: number;
  readonly postgresRestarts: number;
  /** Share of the effects; undefined: reported only. */
  readonly duplicateShare?: number;
  /** From the death of a process until its run goes on. */
  readonly recoveryMs: number;
  readonly intakeBackMs: number;
  /** From SIGTERM to the end: the time that settings give, and a grace for closing. */
  readonly endMs: number;
  readonly drainMs: number;
  /** From the second in which all sleepers are due until the last of them has gone on. */
  readonly sleepersMs: number;
}

/** Quick to see what a lost process leads to; and as in production. */
const SHORT = 6;
const PRODUCTION = 30;
/** Each lease with each way of waking; the last phase is as the first, so that what grew can be seen. */
const LONG_PHASES = [
  { leaseSeconds: SHORT, hasRedis: true },
  { leaseSeconds: PRODUCTION, hasRedis: false },
  { leaseSeconds: SHORT, hasRedis: false },
  { leaseSeconds: PRODUCTION, hasRedis: true },
  { leaseSeconds: PRODUCTION, hasRedis: false },
  { leaseSeconds: SHORT, hasRedis: true },
];
const SHARED = { intakeBackMs: 15_000, endMs: 11_000, drainMs: 60_000, sleepersMs: 60_000 };
const RECOVERY_GRACE_MS = 15_000;
const afterLease = (leaseSeconds: number): number => leaseSeconds * 1000 + RECOVERY_GRACE_MS;

export const PROFILES: Readonly<Record<ChaosProfile['name'], ChaosProfile>> = {
  ci: {
    name: 'ci',
    minutes: 2,
    startMs: 15_000,
    healMs: 30_000,
    eventsPerSecond: 24,
    randomMachines: 18,
    sleepers: 500,
    largeFanOut: 5000,
    stretch: 1,
    phaseMs: Infinity,
    phases: [
      { leaseSeconds: SHORT, hasRedis: true },
      { leaseSeconds: SHORT, hasRedis: false },
    ],
    measuresGrowth: false,
    gates: { ...SHARED, accepted: 1500, kills: 10, pauses: 1, postgresRestarts: 2, recoveryMs: afterLease(SHORT) },
  },
  long: {
    name: 'long',
    minutes: 30,
    startMs: 15_000,
    healMs: 60_000,
    eventsPerSecond: 14,
    randomMachines: 48,
    sleepers: 10_000,
    largeFanOut: 100_000,
    stretch: 4.5,
    phaseMs: 300_000,
    phases: LONG_PHASES,
    measuresGrowth: true,
    gates: {
      ...SHARED,
      accepted: 20_000,
      kills: 40,
      pauses: 15,
      postgresRestarts: 20,
      duplicateShare: 0.005,
      recoveryMs: afterLease(PRODUCTION),
    },
  },
  soak: {
    name: 'soak',
    minutes: 150,
    startMs: 15_000,
    healMs: 60_000,
    eventsPerSecond: 14,
    randomMachines: 48,
    sleepers: 10_000,
    largeFanOut: 100_000,
    stretch: 3.5,
    phaseMs: 300_000,
    phases: LONG_PHASES,
    measuresGrowth: true,
    gates: {
      ...SHARED,
      accepted: 100_000,
      kills: 200,
      pauses: 100,
      postgresRestarts: 100,
      duplicateShare: 0.005,
      recoveryMs: afterLease(PRODUCTION),
    },
  },
};

/** How long the faults last. */
export function faultDurationMs(profile: ChaosProfile, minutes: number): number {
  return Math.max(0, minutes * 60_000 - profile.startMs - profile.healMs);
}

/** Of what a run of the profile's own length owes, a longer or shorter one owes such a part. */
export const faultPart = (profile: ChaosProfile, minutes: number): number =>
  faultDurationMs(profile, minutes) / faultDurationMs(profile, profile.minutes);

/** They come at one rate, whatever the length of the run. */
export const sleepersOf = (profile: ChaosProfile, minutes: number): number =>
  Math.round(profile.sleepers * faultPart(profile, minutes));

/** The phases of the faults. */
export function phasesOf({ phases, phaseMs }: ChaosProfile, durationMs: number): readonly ChaosPhase[] {
  const lengthMs = Math.min(phaseMs, Math.ceil(durationMs / 2));
  return Array.from({ length: Math.ceil(durationMs / lengthMs) }, (_, index) => ({
    fromMs: Math.round(index * lengthMs),
    ...phases[index % phases.length]!,
  }));
}

/** The phase of a process that starts so long after the beginning of the faults. */
export function phaseAt(phases: readonly ChaosPhase[], sinceMs: number): ChaosPhase {
  const phase = phases.findLast(({ fromMs }) => fromMs <= Math.max(0, sinceMs));
  if (phase === undefined) throw new Error('There is no phase.');
  return phase;
}
