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
  /** Runs the same seed without faults afterwards, and compares the ends. */
  readonly twin: boolean;
  /** Runs so many seeds, one after the other, from the given one on. */
  readonly seeds: number;
  /** Runs every seed that broke an invariant once. */
  readonly replay: boolean;
}

export const CHAOS_USAGE = `npm run chaos -- [--minutes M] [--seed N] [--profile ci|long|soak] [--only 4,7,14] [--report DIR] [--keep] [--twin] [--seeds N] [--replay]
  Breaks a server, workers, Postgres, Redis and what lies between them, and proves that nothing accepted was lost.
  Example: npm run chaos -- --minutes 30 --seed 7`;
const MIN_FAULT_MS = 10_000;
const MAX_SEED = 2 ** 31;
const MAX_SEEDS = 10_000;
const MAX_MINUTES = 24 * 60;

/** Reads the command line. Every fault of it is one line of text. */
export function parseChaosOptions(
  words: readonly string[],
  defaults: { readonly seed: number; readonly reportFolder: string },
): ChaosOptions | { readonly problems: readonly string[] } {
  const read = readWords(words);
  if (read.kind === 'unread') return { problems: read.problems };
  const { values } = read;
  const minutes = readNumber(values.minutes, (value) => value > 0 && value <= MAX_MINUTES);
  const seed = readNumber(values.seed, (value) => Number.isInteger(value) && value >= 0 && value < MAX_SEED);
  const only = values.only?.split(',').map(Number);
  const profile = profileOf(values.profile, minutes ?? 0);
  const seeds = readNumber(values.seeds, (value) => Number.isInteger(value) && value > 0 && value <= MAX_SEEDS);
  const problems = [
    ...(Number.isNaN(minutes) ? [`--minutes: "${String(values.minutes)}" is no length.`] : []),
    ...(Number.isNaN(seed) ? [`--seed: "${String(values.seed)}" is no whole number from 0 to ${MAX_SEED - 1}.`] : []),
    ...(Number.isNaN(seeds) ? [`--seeds: "${String(values.seeds)}" is no number of seeds.`] : []),
    ...findUnknownRows(only ?? []),
    ...(profile === undefined ? [`--profile: there are ci, long and soak, not "${String(values.profile)}".`] : []),
  ];
  if (profile === undefined || problems.length > 0) return { problems };
  const { report, keep, twin, replay } = values;
  return finishOptions(profile, { minutes, seed, only, report, keep, twin, seeds, replay }, defaults);
}

function finishOptions(
  profile: ChaosProfile,
  {
    minutes = profile.minutes,
    seed,
    only,
    report,
    keep = false,
    twin = false,
    seeds = 1,
    replay = false,
  }: GivenOptions,
  defaults: { readonly seed: number; readonly reportFolder: string },
): ChaosOptions | { readonly problems: readonly string[] } {
  if (faultDurationMs(profile, minutes) < MIN_FAULT_MS) {
    return {
      problems: [`--minutes: start and healing take ${(profile.startMs + profile.healMs) / 60_000}; give more.`],
    };
  }
  const chosen = {
    profile,
    minutes,
    seed: seed ?? defaults.seed,
    reportFolder: report ?? defaults.reportFolder,
    keep,
    twin,
    seeds,
    replay,
  };
  return only === undefined ? chosen : { ...chosen, only };
}

interface GivenOptions {
  readonly minutes: number | undefined;
  readonly seed: number | undefined;
  readonly only: readonly number[] | undefined;
  readonly report: string | undefined;
  readonly keep: boolean | undefined;
  readonly twin: boolean | undefined;
  readonly seeds: number | undefined;
  readonly replay: boolean | undefined;
}

function readWords(words: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        minutes: text,
        seed: text,
        profile: text,
        only: text,
        report: text,
        keep: { type: 'boolean' },
        twin: { type: 'boolean' },
        seeds: text,
        replay: { type: 'boolean' },
      },
    });
    return { kind: 'read' as const, values };
  } catch (cause) {
    return { kind: 'unread' as const, problems: [(cause as Error).message] };
  }
}

/** NaN for what does not fit. */
function readNumber(text: string | undefined, isFit: (value: number) => boolean): number | undefined {
  if (text === undefined) return undefined;
  return text !== '' && isFit(Number(text)) ? Number(text) : NaN;
}

function findUnknownRows(only: readonly number[]): string[] {
  const unknown = only.filter((row) => !FAULT_TABLE.some(({ fault }) => fault === row));
  return unknown.length === 0 ? [] : [`--only: there is no such fault here: ${unknown.join(', ')}.`];
}

/** Without a name: what fits the length. */
function profileOf(name: string | undefined, minutes: number): ChaosProfile | undefined {
  if (name === undefined) return minutes >= PROFILES.long.minutes / 2 ? PROFILES.long : PROFILES.ci;
  return Object.hasOwn(PROFILES, name) ? PROFILES[name as ChaosProfile['name']] : undefined;
}

/** The seeds of `libs/testing/seeds.txt`: the first word of every line that is no comment. */
export function readSeeds(text: string): readonly number[] {
  const words = text.split('\n').map((line) => line.trim().split(/\s/)[0] ?? '');
  return words.filter((word) => /^\d+$/.test(word)).map(Number);
}
