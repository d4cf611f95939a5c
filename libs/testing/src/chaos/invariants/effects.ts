// Effects in other systems: under one key, bounded, explained, in order.
import { idempotencyKeyOf } from '@millrace/runtime';
import { groupBy, type Facts } from '../facts.ts';
import type { EffectEntry } from '../ledger.ts';
import { findRepetitions } from './explanation.ts';
import type { Invariant, Violation } from './invariant.ts';

export const duplicatesExplained: Invariant = {
  name: 'I3',
  title: 'duplicates bounded and explained',
  check: (facts) => {
    const repetitions = findRepetitions(facts);
    const unexplained = repetitions
      .filter(({ isAsked, faults }) => !isAsked && faults.length === 0)
      .map(({ first: { id, runId, path, by, t }, again }) => ({
        id,
        runId,
        message: `"${path}" was done by ${by} at ${t} and again by ${again.by} at ${again.t}; nothing broke in between.`,
      }));
    return [...unexplained, ...findTooMany(facts, repetitions)];
  },
};

/** `Retry` allows so many; every fault in between allows one more. */
function findTooMany({ events, effects }: Facts, repetitions: ReturnType<typeof findRepetitions>): Violation[] {
  const broken = groupBy(
    repetitions.filter(({ faults }) => faults.length > 0),
    ({ again }) => again.key,
  );
  return [...groupBy(effects, ({ key }) => key)].flatMap(([key, entries]) => {
    const [first] = entries;
    const event = first === undefined ? undefined : events.get(first.id);
    if (first === undefined || event === undefined || event.expected.mayRepeat?.(first.path) === true) return [];
    const allowed = event.expected.attempts + (broken.get(key)?.length ?? 0);
    if (entries.length <= allowed) return [];
    const { id, runId, path } = first;
    return [{ id, runId, message: `"${path}" was done ${entries.length} times; ${allowed} are allowed.` }];
  });
}

export const keyStable: Invariant = {
  name: 'I4',
  title: 'key is stable',
  check: ({ effects, events }) => {
    const placeOf = ({ runId, path }: EffectEntry): string => `${runId}\n${path}`;
    const wrong = effects
      .filter(({ runId, path, key }) => key !== idempotencyKeyOf(runId, path))
      .map(({ id, runId, path, key }) => ({
        id,
        runId,
        message: `"${path}" came with the key ${key}, which is not its own.`,
      }));
    const places = [...groupBy(effects, placeOf).values()].flatMap((entries) => [
      ...findSeveral(entries, 'keys', ({ key }) => key),
      // What a machine does anew it may do with another number.
      ...(entries.some(({ id, path }) => events.get(id)?.expected.mayRepeat?.(path) === true)
        ? []
        : findSeveral(entries, 'bodies', ({ sha256 }) => sha256)),
    ]);
    const keys = [...groupBy(effects, ({ key }) => key).values()].flatMap((entries) =>
      findSeveral(entries, 'places under one key', placeOf),
    );
    return [...wrong, ...places, ...keys];
  },
};

function findSeveral(
  entries: readonly EffectEntry[],
  what: string,
  valueOf: (entry: EffectEntry) => string,
): Violation[] {
  const values = new Set(entries.map(valueOf));
  const [first] = entries;
  if (values.size <= 1 || first === undefined) return [];
  return [{ id: first.id, runId: first.runId, message: `"${first.path}" has ${values.size} ${what}.` }];
}

/** When an event was answered for, and when the first of it was sent: what lies between decides about order. */
interface KeyedEvent {
  readonly id: string;
  readonly seq: number;
  readonly runId: string;
  readonly sentAt: number;
  readonly keptAt: number;
  /** First and last of the first occurrences of its effects. */
  readonly beganAt: number;
  readonly doneAt: number;
}

/**
 * Of one key, one event after the other. Only what was answered before another one was sent has certainly come before it: an
 * event whose caller gave up may be accepted at any time.
 */
export const ordered: Invariant = {
  name: 'I10',
  title: 'order per key',
  check: (facts) =>
    [...findKeyed(facts)].flatMap(([key, entries]) =>
      entries.flatMap((later) =>
        entries
          .filter((earlier) => earlier.keptAt < later.sentAt && later.beganAt < earlier.doneAt)
          .map(({ seq }) => ({
            id: later.id,
            runId: later.runId,
            message: `Of the key ${key}, ${later.seq} took effect before ${seq} was done.`,
          })),
      ),
    ),
};

function findKeyed({ events, effects, accepted }: Facts): ReadonlyMap<string, readonly KeyedEvent[]> {
  const sends = groupBy(accepted, ({ id }) => id);
  const isKeyed = ({ id }: EffectEntry): boolean => events.get(id)?.key !== undefined;
  const keyed = [...groupBy(effects.filter(isKeyed), ({ id }) => id)].map(([id, mine]): KeyedEvent => {
    const firsts = [...groupBy(mine, ({ path }) => path).values()].map(([first]) => first?.t ?? 0);
    const entries = sends.get(id) ?? [];
    return {
      id,
      seq: events.get(id)?.seq ?? -1,
      runId: mine[0]?.runId ?? '',
      sentAt: entries.find(({ outcome }) => outcome === 'sent')?.t ?? Infinity,
      keptAt: entries.find(({ outcome }) => outcome === '2xx' || outcome === 'ended')?.t ?? Infinity,
      beganAt: Math.min(...firsts),
      doneAt: Math.max(...firsts),
    };
  });
  return groupBy(keyed, ({ id }) => events.get(id)?.key ?? '');
}
