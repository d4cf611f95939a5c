import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { cronSeconds } from './cron-interval.ts';
import type { StoreValues } from './guest/protocol.ts';
import { asContext, callBasics, type PieceCaller } from './piece-caller.ts';
import { toItems } from './piece-items.ts';

/** What a polling trigger leaves for the next time. */
interface PieceCursor {
  readonly store: StoreValues;
  readonly cron?: string;
  readonly polledAtMs?: number;
  /** What a piece has given at once, and nobody has taken yet. */
  readonly rest?: readonly JsonValue[];
}
interface PiecePoll {
  readonly input: JsonObject;
  readonly cursor?: PieceCursor;
  readonly limit: number;
}

/**
 * The first time only notes what there is: what happened before is nobody's business. Later ones give what is new, with all
 * that the piece has stored; items and cursor are committed together, so a crash loses neither.
 */
export async function poll(
  caller: PieceCaller,
  member: string,
  [given, request]: readonly unknown[],
): Promise<unknown> {
  const context = asContext(given);
  const { input, cursor, limit } = request as PiecePoll;
  if (cursor?.rest !== undefined) return takeItems(cursor.rest, cursor, limit);
  const nowMs = context.clock.nowMs();
  if (cursor !== undefined && !isDue(cursor, nowMs)) return { items: [], cursor };
  const {
    output,
    store,
    cron = cursor?.cron,
  } = await caller.call(
    {
      ...{ kind: cursor === undefined ? 'enable' : 'poll', member, input, ...callBasics(caller, context, member) },
      ...{ store: cursor?.store ?? {}, webhookUrl: '' },
    },
    { context, member, effects: 'read' },
  );
  const next = { polledAtMs: nowMs, ...(cron === undefined ? {} : { cron }) };
  return takeItems(asItems(output), { ...next, store: store ?? {} }, limit);
}

const asItems = (output: JsonValue): readonly JsonValue[] =>
  Array.isArray(output) ? (output as readonly JsonValue[]) : [];

/** A piece gives all that is new at once: what is more than was asked for waits in the cursor. */
function takeItems(found: readonly JsonValue[], { rest: _, ...cursor }: PieceCursor, limit: number) {
  const rest = found.slice(limit);
  const items = toItems(found.slice(0, limit));
  return rest.length === 0 ? { items, cursor } : { items, cursor: { ...cursor, rest }, more: true };
}

/** Pieces may want to be asked less often than everybody is. */
function isDue({ cron, polledAtMs = 0 }: PieceCursor, nowMs: number): boolean {
  const everySeconds = cron === undefined ? undefined : cronSeconds(cron);
  return everySeconds === undefined || nowMs - polledAtMs >= everySeconds * 1000;
}
