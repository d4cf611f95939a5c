import type { UnaskedEnd } from './installation.ts';
import type { Measures } from './measures.ts';
import { faultDurationMs, type ChaosProfile } from './profiles.ts';

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
  readonly measures: Measures;
  /** Undefined: it did not drain. */
  readonly drainMs: number | undefined;
  readonly postHeal: readonly string[];
  readonly unaskedEnds: readonly UnaskedEnd[];
  /** Faults of these kinds were wanted. */
  readonly wants: { readonly kills: boolean; readonly pauses: boolean; readonly postgresRestarts: boolean };
}

/** Too little load is a failure, not a pass. */
export function checkGates(parts: GateParts): readonly GateResult[] {
  const { profile, minutes, measures, drainMs, postHeal, unaskedEnds, wants } = parts;
  const { gates } = profile;
  // A shorter run owes less, a longer one more.
  const part = faultDurationMs(profile, minutes) / faultDurationMs(profile, profile.minutes);
  const least = (name: string, wanted: number, actual: number): GateResult => ({
    name,
    wanted: `>= ${Math.floor(wanted * part)}`,
    actual: String(actual),
    isHeld: actual >= Math.floor(wanted * part),
    isLoad: true,
  });
  const most = (name: string, limit: number, actual: number): GateResult => ({
    name,
    wanted: `<= ${limit}`,
    actual: String(actual),
    isHeld: actual <= limit,
  });
  const byThemselves = unaskedEnds.filter(({ wasReady }) => wasReady);
  return [
    least('accepted events', gates.accepted, measures.accepted),
    ...(wants.kills ? [least('kill -9 of server or worker', gates.kills, measures.kills)] : []),
    ...(wants.pauses ? [least('pauses', gates.pauses, measures.pauses)] : []),
    ...(wants.postgresRestarts ? [least('Postgres restarts', gates.postgresRestarts, measures.postgresRestarts)] : []),
    most("a killed process's runs go on (ms)", gates.recoveryMs(profile.leaseSeconds), measures.recoveryMs.max),
    most('a process told to end has ended (ms)', gates.endMs, measures.drainsMs.max),
    most('intake after Postgres is back (ms)', gates.intakeBackMs, measures.intakeBackMs.max),
    {
      name: 'backlog 0 after healing (ms)',
      wanted: `<= ${gates.drainMs}`,
      actual: drainMs === undefined ? 'never' : String(drainMs),
      isHeld: drainMs !== undefined && drainMs <= gates.drainMs,
    },
    most('doors that fail after healing', 0, postHeal.length),
    most('processes that ended by themselves', 0, byThemselves.length),
    ...(gates.duplicateShare === undefined
      ? []
      : [
          most(
            'duplicate effects (%)',
            gates.duplicateShare * 100,
            Number((measures.duplicates.share * 100).toFixed(2)),
          ),
        ]),
  ];
}
