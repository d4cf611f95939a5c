// What becomes of a workflow's connector triggers when a version goes live, or none is.
import { parseTimestamp, type ConnectorTrigger } from '@millrace/machine';
import { identityOf } from './trigger-identity.ts';
import type { TriggerKind } from './trigger.ts';

/** What a trigger has read is remembered for so long while its workflow is paused. */
export const REMEMBERED_DAYS = 30;
const DAY_MS = 86_400_000;
/** Services and this installation do not read the same clock. */
const CLOCK_MARGIN_MS = 60_000;
/** So long before a change, the keys of the shape before may stand for what the new shape is told. */
const OVERLAP_MS = 300_000;

/** What is kept of a trigger already. */
export interface PlacedTrigger {
  readonly id: string;
  readonly triggerId: string;
  readonly identity: string;
  readonly use: string;
  readonly connection?: string;
  readonly kind?: TriggerKind;
  readonly startMs: number;
  readonly polledAtMs?: number;
  readonly retiredAtMs?: number;
}
export interface TriggerPlacement {
  readonly triggerId: string;
  readonly identity: string;
  readonly trigger: ConnectorTrigger;
  /**
   * `begin`: a new one, or one that has forgotten where it was. `resume`: from where it stopped. `stay`: it was live before, and
   * notices nothing but another version.
   */
  readonly how: 'begin' | 'resume' | 'stay';
  /** With `begin`. */
  readonly startMs: number;
  /** Keys that the shape before has claimed since then count for this one too. */
  readonly overlapFromMs?: number;
}
export interface Placements {
  readonly live: readonly TriggerPlacement[];
  /** Ids of those that are live no more, and since when keys of others count for what they still hear. */
  readonly retired: readonly { readonly id: string; readonly overlapFromMs: number }[];
}

/** Decides which triggers are live from now on, and where each goes on. */
export function placeTriggers(request: {
  readonly workflowId: string;
  readonly kept: readonly PlacedTrigger[];
  readonly wanted: Readonly<Record<string, ConnectorTrigger>>;
  readonly nowMs: number;
}): Placements {
  const { workflowId, kept, wanted, nowMs } = request;
  const live = Object.entries(wanted).map(([triggerId, trigger]): TriggerPlacement => {
    const identity = identityOf({ workflowId, triggerId }, trigger);
    const own = kept.find((row) => row.triggerId === triggerId && row.identity === identity);
    const last = findLast(kept, { triggerId, trigger, nowMs });
    return {
      ...{ triggerId, identity, trigger },
      ...placeOf({ own, before: last === own ? undefined : last, trigger, nowMs }),
    };
  });
  const isLive = (row: PlacedTrigger): boolean =>
    live.some(({ triggerId, identity }) => triggerId === row.triggerId && identity === row.identity);
  const retired = kept
    .filter((row) => row.retiredAtMs === undefined && !isLive(row))
    .map(({ id }) => ({ id, overlapFromMs: nowMs - OVERLAP_MS }));
  return { live, retired };
}

/** The shape that was live last, whatever its arguments: what it has heard of, the one that follows need not hear again. */
function findLast(
  kept: readonly PlacedTrigger[],
  { triggerId, trigger, nowMs }: Pick<TriggerPlacement, 'triggerId' | 'trigger'> & { readonly nowMs: number },
): PlacedTrigger | undefined {
  const endOf = ({ retiredAtMs }: PlacedTrigger): number => retiredAtMs ?? Infinity;
  return kept
    .filter((row) => row.triggerId === triggerId && row.use === trigger.use && row.connection === trigger.connection)
    .filter((row) => isRemembered(row, nowMs))
    .sort((one, other) => endOf(other) - endOf(one))[0];
}

const isRemembered = ({ retiredAtMs = Infinity }: PlacedTrigger, nowMs: number): boolean =>
  nowMs - retiredAtMs <= REMEMBERED_DAYS * DAY_MS;

type Place = Pick<TriggerPlacement, 'how' | 'startMs' | 'overlapFromMs'>;

function placeOf(facts: {
  readonly own: PlacedTrigger | undefined;
  readonly before: PlacedTrigger | undefined;
  readonly trigger: ConnectorTrigger;
  readonly nowMs: number;
}): Place {
  const { own, before, trigger, nowMs } = facts;
  if (own !== undefined && own.retiredAtMs === undefined) return { how: 'stay', startMs: own.startMs };
  const mayResume = own !== undefined && isRemembered(own, nowMs);
  if (before === undefined) {
    if (mayResume) return { how: 'resume', startMs: own.startMs };
    return {
      how: 'begin',
      startMs: (trigger.start === undefined ? undefined : parseTimestamp(trigger.start)) ?? nowMs,
    };
  }
  const frontierMs = frontierOf(before, nowMs);
  const overlapFromMs = frontierMs - OVERLAP_MS;
  // The other shape has read nothing meanwhile: this one knows exactly where it was.
  const isExact = before.kind !== 'polling' || before.polledAtMs === undefined;
  if (mayResume && isExact) return { how: 'resume', startMs: own.startMs, overlapFromMs };
  return { how: 'begin', startMs: frontierMs, overlapFromMs };
}

/** Until when the shape before has certainly heard of everything. */
function frontierOf({ kind, polledAtMs, startMs }: PlacedTrigger, nowMs: number): number {
  if (polledAtMs !== undefined) return Math.max(startMs, polledAtMs - CLOCK_MARGIN_MS);
  return kind === 'polling' || kind === undefined ? startMs : nowMs;
}
