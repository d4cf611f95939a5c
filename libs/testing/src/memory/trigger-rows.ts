import type { ConnectorTrigger, WorkflowDocument } from '@millrace/machine';
import { placeTriggers, type KeptTrigger, type PlacedTrigger, type TriggerPlacement } from '@millrace/runtime';
import type { LiveTriggers } from './schedule-store.ts';

/** What is kept of a trigger. */
export interface TriggerRow extends KeptTrigger {
  readonly settleAtMs?: number;
  readonly overlapFromMs?: number;
  readonly leaseUntilMs?: number;
  readonly fence: number;
  readonly formerSubscriptionId?: string;
  readonly movedAtMs?: number;
}

/** The triggers of one installation, by id. */
export class TriggerRows {
  readonly #nowMs: () => number;
  readonly rows = new Map<string, TriggerRow>();
  #count = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  put(row: TriggerRow): TriggerRow {
    this.rows.set(row.id, row);
    return row;
  }

  list(isWanted: (row: TriggerRow) => boolean): readonly TriggerRow[] {
    return [...this.rows.values()].filter(isWanted);
  }

  /** The live shape of the same trigger, asking the same of the same. */
  liveShapeOf({ workflowId, triggerId, trigger }: TriggerRow): TriggerRow | undefined {
    return this.list((row) => row.workflowId === workflowId && row.triggerId === triggerId && isLive(row)).find(
      (row) => row.trigger.use === trigger.use && row.trigger.connection === trigger.connection,
    );
  }

  /** Makes these the live ones of a workflow; without a version none is. */
  replace({ workspaceId, workflowId, versionId, triggers = {} }: LiveTriggers): void {
    const nowMs = this.#nowMs();
    const kept = this.list((row) => row.workflowId === workflowId);
    const wanted = connectorTriggersOf(triggers);
    const placements = placeTriggers({ workflowId, kept: kept.map(toPlaced), wanted, nowMs });
    const overlaps = new Map(placements.retired.map(({ id, overlapFromMs }) => [id, overlapFromMs]));
    for (const { leaseUntilMs: _, settleAtMs: __, ...row } of kept) {
      const overlapFromMs = overlaps.get(row.id);
      if (overlapFromMs === undefined) continue;
      this.put({ ...row, overlapFromMs, retiredAtMs: nowMs, fence: row.fence + 1 });
    }
    for (const placement of placements.live) {
      const own = kept.find(
        ({ triggerId, identity }) => triggerId === placement.triggerId && identity === placement.identity,
      );
      this.put(this.#place(own, placement, { workspaceId, workflowId, versionId }));
    }
  }

  #place(
    own: TriggerRow | undefined,
    { triggerId, identity, trigger, how, startMs, overlapFromMs }: TriggerPlacement,
    place: Pick<LiveTriggers, 'workspaceId' | 'workflowId' | 'versionId'>,
  ): TriggerRow {
    const nowMs = this.#nowMs();
    const live = { ...place, triggerId, identity, trigger, settleAtMs: nowMs };
    if (own !== undefined && how === 'stay') return { ...own, ...live };
    const fresh = { attempts: 0, health: { state: 'new' as const }, nextAtMs: nowMs };
    const overlap = overlapFromMs === undefined ? {} : { overlapFromMs };
    if (own === undefined) {
      this.#count += 1;
      return { id: uuidOf(this.#count), ...live, ...fresh, ...overlap, startMs, fence: 0 };
    }
    const { retiredAtMs: _, leaseUntilMs: __, ...row } = own;
    const resumed = { ...row, ...live, ...fresh, ...overlap, fence: own.fence + 1 };
    if (how === 'resume') return resumed;
    const { cursor: ___, polledAtMs: ____, ...begun } = resumed;
    return { ...begun, startMs };
  }
}

export const isLive = ({ retiredAtMs }: TriggerRow): boolean => retiredAtMs === undefined;

/** As ids of a database look. */
const uuidOf = (count: number): string => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;

function connectorTriggersOf(
  triggers: NonNullable<WorkflowDocument['triggers']>,
): Readonly<Record<string, ConnectorTrigger>> {
  return Object.fromEntries(
    Object.entries(triggers).filter((entry): entry is [string, ConnectorTrigger] => entry[1].type === 'connector'),
  );
}

function toPlaced({
  id,
  triggerId,
  identity,
  trigger,
  kind,
  startMs,
  polledAtMs,
  retiredAtMs,
}: TriggerRow): PlacedTrigger {
  return {
    ...{ id, triggerId, identity, startMs, use: trigger.use },
    ...(trigger.connection === undefined ? {} : { connection: trigger.connection }),
    ...(kind === undefined ? {} : { kind }),
    ...(polledAtMs === undefined ? {} : { polledAtMs }),
    ...(retiredAtMs === undefined ? {} : { retiredAtMs }),
  };
}
