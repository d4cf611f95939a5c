import { groupBy, type Facts } from '../facts.ts';
import type { EffectEntry, FaultEntry } from '../ledger.ts';

/** What happened just before is read just after, when there is much to read. */
const SLACK_MS = 300;
/** What a process had sent when it died is read so much later at most; its successor needs longer to start. */
const LAST_WORDS_MS = 1500;
/** What all processes share: a fault there concerns each of them. */
const SHARED_TARGETS: ReadonlySet<string> = new Set(['postgres', 'sink', 'machine', 'files']);
/** Where an answer can get lost, after what was asked has been done. */
const WAYS_BACK: ReadonlySet<string> = new Set(['sink', 'files']);

/** Made an effect that does not tell who did: a fault of any process may be the reason for what became of it. */
export const ANYBODY = 'anybody';

/** Faults that may be the reason for whatever a process did between two moments. */
export function faultsBetween(
  faults: readonly FaultEntry[],
  { by, from, until }: { readonly by: string; readonly from: number; readonly until: number },
): readonly FaultEntry[] {
  return faults.filter((fault) => {
    const slackMs = isDeath(fault) ? LAST_WORDS_MS : SLACK_MS;
    const isNear = fault.t <= until && fault.until >= from - slackMs;
    return isNear && (by === ANYBODY || fault.target === by || SHARED_TARGETS.has(fault.target));
  });
}

/** A process ended without a word. */
export const isDeath = ({ kind }: FaultEntry): boolean => kind === 'kill' || kind === 'crash-point';

/** A process did nothing for a while, and then went on. */
export const isStandstill = ({ kind }: Pick<FaultEntry, 'kind'>): boolean => kind === 'pause' || kind === 'block';

/** An effect that had happened before, and why it happened again. */
export interface Duplicate {
  readonly first: EffectEntry;
  readonly again: EffectEntry;
  /** The downstream failed the first, or its answer was lost on the way, and `Retry` asked again; or the machine itself did. */
  readonly isAsked: boolean;
  readonly faults: readonly FaultEntry[];
}

/** A call that was on its way when its process stood still goes out in the moment in which that goes on. */
const wokeWith = ({ kind, target, until }: FaultEntry, { by, t }: EffectEntry): boolean =>
  isStandstill({ kind }) && target === by && t >= until && t - until <= SLACK_MS;

/** Pairs of effects under one key, each with the one before it. */
export function findRepetitions({
  effects,
  faults,
  events,
}: Pick<Facts, 'effects' | 'faults' | 'events'>): readonly Duplicate[] {
  return [...groupBy(effects, ({ key }) => key).values()].flatMap((entries) =>
    entries.slice(1).map((again, index) => {
      const first = entries[index] ?? again;
      const between = [
        ...faultsBetween(faults, { by: first.by, from: first.t, until: again.t }),
        ...(first.by === again.by ? [] : faults.filter((fault) => wokeWith(fault, again))),
      ];
      const isLostAnswer = again.attempt > first.attempt && between.some(({ target }) => WAYS_BACK.has(target));
      const isOwn = events.get(first.id)?.expected.mayRepeat?.(first.path) === true;
      return { first, again, isAsked: first.answered !== 'ok' || isLostAnswer || isOwn, faults: between };
    }),
  );
}
