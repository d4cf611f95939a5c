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
  readonly leaseSeconds: number;
  /** Timed faults come so many times rarer than in a short run. */
  readonly stretch: number;
  /** In every second phase of so many milliseconds the lease is the production one. */
  readonly productionLease?: { readonly phaseMs: number; readonly leaseSeconds: number };
  /** Whether memory, handles and connections are compared with before. */
  readonly measuresGrowth: boolean;
  readonly gates: ChaosGates;
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
  readonly recoveryMs: (leaseSeconds: number) => number;
  readonly intakeBackMs: number;
  /** From SIGTERM to the end: the time that settings give, and a grace for closing. */
  readonly endMs: number;
  readonly drainMs: number;
}

const SHARED = { intakeBackMs: 15_000, endMs: 11_000, drainMs: 60_000 };
const RECOVERY_GRACE_MS = 15_000;
const afterLease = (leaseSeconds: number): number => leaseSeconds * 1000 + RECOVERY_GRACE_MS;

export const PROFILES: Readonly<Record<ChaosProfile['name'], ChaosProfile>> = {
  ci: {
    name: 'ci',
    minutes: 2,
    startMs: 15_000,
    healMs: 30_000,
    eventsPerSecond: 28,
    randomMachines: 18,
    leaseSeconds: 6,
    stretch: 1,
    measuresGrowth: false,
    gates: { ...SHARED, accepted: 1500, kills: 12, pauses: 2, postgresRestarts: 2, recoveryMs: afterLease },
  },
  long: {
    name: 'long',
    minutes: 30,
    startMs: 15_000,
    healMs: 60_000,
    eventsPerSecond: 20,
    randomMachines: 48,
    leaseSeconds: 6,
    stretch: 4,
    productionLease: { phaseMs: 300_000, leaseSeconds: 30 },
    measuresGrowth: true,
    gates: {
      ...SHARED,
      accepted: 20_000,
      kills: 40,
      pauses: 15,
      postgresRestarts: 20,
      duplicateShare: 0.005,
      recoveryMs: () => 45_000,
    },
  },
  soak: {
    name: 'soak',
    minutes: 150,
    startMs: 15_000,
    healMs: 60_000,
    eventsPerSecond: 20,
    randomMachines: 48,
    leaseSeconds: 6,
    stretch: 4,
    productionLease: { phaseMs: 300_000, leaseSeconds: 30 },
    measuresGrowth: true,
    gates: {
      ...SHARED,
      accepted: 100_000,
      kills: 200,
      pauses: 100,
      postgresRestarts: 100,
      duplicateShare: 0.005,
      recoveryMs: () => 45_000,
    },
  },
};

/** How long the faults last. */
export function faultDurationMs(profile: ChaosProfile, minutes: number): number {
  return Math.max(0, minutes * 60_000 - profile.startMs - profile.healMs);
}

/** The lease of a process that starts so long after the beginning of the faults. */
export function leaseSecondsAt(
  { leaseSeconds, productionLease }: Pick<ChaosProfile, 'leaseSeconds' | 'productionLease'>,
  sinceMs: number,
): number {
  if (productionLease === undefined) return leaseSeconds;
  const phase = Math.floor(Math.max(0, sinceMs) / productionLease.phaseMs);
  return phase % 2 === 1 ? productionLease.leaseSeconds : leaseSeconds;
}

/** The same profile, with phases so short that both leases have their turn also in a shorter run. */
export function withPhasesFor(profile: ChaosProfile, durationMs: number): ChaosProfile {
  const { productionLease } = profile;
  if (productionLease === undefined) return profile;
  const phaseMs = Math.min(productionLease.phaseMs, Math.ceil(durationMs / 2));
  return { ...profile, productionLease: { ...productionLease, phaseMs } };
}
