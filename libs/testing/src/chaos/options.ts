import { parseArgs } from 'node:util';
import { FAULT_TABLE } from './fault-table.ts';
import { faultDurationMs, PROFILES, type ChaosProfile } from './profiles.ts';

export interface ChaosOptions {
  readonly profile: ChaosProfile;
  readonly minutes: number;
  readonly seed: number;
  /** Rows of the fault table; absent: all. */
  readonly only?: readonly number[];
  readonly reportFolder: string;
  /** Leaves databases and logs where they are. */
  readonly keep: boolean;
}

export const CHAOS_USAGE = `npm run chaos -- [--minutes M] [--seed N] [--profile ci|long|soak] [--only 4,7,14] [--report DIR] [--keep]
  Breaks a server, workers, Postgres, Redis and what lies between them, and proves that nothing accepted was lost.
  Example: npm run chaos -- --minutes 30 --seed 7`;
const MIN_FAULT_MS = 10_000;
const MAX_SEED = 2 ** 31;

/** Reads the command line. Every fault of it is one line of text. */
export function parseChaosOptions(
  words: readonly string[],
  defaults: { readonly seed: number; readonly reportFolder: string },
): ChaosOptions | { readonly problems: readonly string[] } {
  let values: Readonly<Record<string, string | boolean | undefined>>;
  try {
    const text = { type: 'string' } as const;
    const options = { minutes: text, seed: text, profile: text, only: text, report: text, keep: { type: 'boolean' } } as const;
    values = parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    return { problems: [(cause as Error).message] };
  }
  const problems: string[] = [];
  const number = (name: string, fallback: number, fits: (value: number) => boolean): number => {
    const given = values[name];
    if (given === undefined) return fallback;
    const value = Number(given);
    if (given === '' || !fits(value)) problems.push(`--${name}: "${String(given)}" is none that can be.`);
    return value;
  };
  const minutes = number('minutes', NaN, (value) => value > 0 && value <= 24 * 60);
  const profile = profileOf(values.profile, minutes);
  if (profile === undefined) problems.push(`--profile: there are ci, long and soak, not "${String(values.profile)}".`);
  const seed = number('seed', defaults.seed, (value) => Number.isInteger(value) && value >= 0 && value < MAX_SEED);
  const only = typeof values.only === 'string' ? values.only.split(',').map(Number) : undefined;
  const unknown = (only ?? []).filter((row) => !FAULT_TABLE.some(({ fault }) => fault === row));
  if (unknown.length > 0) problems.push(`--only: there is no such fault here: ${unknown.join(', ')}.`);
  const chosen = profile ?? PROFILES.ci;
  const wanted = Number.isNaN(minutes) ? chosen.minutes : minutes;
  if (problems.length === 0 && faultDurationMs(chosen, wanted) < MIN_FAULT_MS) {
    problems.push(`--minutes: start and healing alone take ${(chosen.startMs + chosen.healMs) / 60_000}; give more.`);
  }
  if (problems.length > 0) return { problems };
  return {
    profile: chosen,
    minutes: wanted,
    seed,
    reportFolder: typeof values.report === 'string' ? values.report : defaults.reportFolder,
    keep: values.keep === true,
    ...(only === undefined ? {} : { only }),
  };
}

/** Without a name: what fits the length. */
function profileOf(name: string | boolean | undefined, minutes: number): ChaosProfile | undefined {
  if (name === undefined) return minutes >= PROFILES.long.minutes / 2 ? PROFILES.long : PROFILES.ci;
  return typeof name === 'string' && Object.hasOwn(PROFILES, name) ? PROFILES[name as ChaosProfile['name']] : undefined;
}
