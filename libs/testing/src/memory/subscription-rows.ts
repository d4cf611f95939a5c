import type { Subscription, SubscriptionChange, TriggerLease, TriggerStore } from '@millrace/runtime';
import { isLive, type TriggerRow, type TriggerRows } from './trigger-rows.ts';

type Shared = NonNullable<Parameters<TriggerStore['settle']>[0]['subscription']>;

/** What is kept of a subscription. */
export interface SubscriptionRow extends Subscription {
  readonly activeAtMs?: number;
  readonly dueAtMs?: number;
  readonly leaseUntilMs?: number;
  readonly fence: number;
}

/** The subscriptions of one installation, by id. */
export class SubscriptionRows {
  readonly #nowMs: () => number;
  readonly #triggers: TriggerRows;
  readonly rows = new Map<string, SubscriptionRow>();

  constructor(nowMs: () => number, triggers: TriggerRows) {
    this.#nowMs = nowMs;
    this.#triggers = triggers;
  }

  /** The one of all who want the same. */
  share({ workspaceId }: TriggerRow, { id, sealed, ...wish }: Shared): string {
    const { connectorVersion, ...rest } = wish;
    const placeOf = (row: Pick<Subscription, 'connector' | 'trigger' | 'connection' | 'identityHash'>): string =>
      JSON.stringify([row.connector, row.trigger, row.connection ?? '', row.identityHash]);
    const known = [...this.rows.values()].find(
      (row) => row.workspaceId === workspaceId && placeOf(row) === placeOf(wish),
    );
    const pin = connectorVersion === undefined ? {} : { connectorVersion };
    const fresh: SubscriptionRow = {
      ...{ id, workspaceId, sealed, ...rest, state: 'wanted', attempts: 0, fence: 0 },
      dueAtMs: this.#nowMs(),
    };
    const { connectorVersion: _, ...row } = known ?? fresh;
    this.rows.set(row.id, { ...row, ...pin });
    return row.id;
  }

  isWanted(id: string): boolean {
    return this.#triggers.list((row) => row.subscriptionId === id && isLive(row)).length > 0;
  }

  isReleasable(id: string, graceSeconds: number): boolean {
    const sinceMs = this.#nowMs() - graceSeconds * 1000;
    const isYoung = (otherId: string | undefined): boolean =>
      (this.rows.get(otherId ?? '')?.activeAtMs ?? Infinity) > sinceMs;
    const isHeld = (row: TriggerRow): boolean => {
      if (row.formerSubscriptionId === id)
        return (row.movedAtMs ?? 0) > sinceMs || (isLive(row) && isYoung(row.subscriptionId));
      if (row.subscriptionId !== id || row.retiredAtMs === undefined) return false;
      const live = this.#triggers.liveShapeOf(row);
      const isAwaited =
        live !== undefined &&
        (live.kind === undefined || (live.kind === 'subscription' && isYoung(live.subscriptionId)));
      return row.retiredAtMs > sinceMs || isAwaited;
    };
    return this.#triggers.list(isHeld).length === 0;
  }

  take(
    request: Parameters<TriggerStore['takeSubscriptions']>[0],
  ): Awaited<ReturnType<TriggerStore['takeSubscriptions']>> {
    const nowMs = this.#nowMs();
    const taken = [...this.rows.values()]
      .filter(({ leaseUntilMs = 0 }) => leaseUntilMs <= nowMs)
      .map((row) => ({
        ...row,
        isWanted: this.isWanted(row.id),
        isReleasable: this.isReleasable(row.id, request.graceSeconds),
      }))
      .filter(({ dueAtMs = Infinity, isWanted, isReleasable }) => dueAtMs <= nowMs || (!isWanted && isReleasable))
      .slice(0, request.limit)
      .map((row) => ({ ...row, fence: row.fence + 1, leaseUntilMs: nowMs + request.leaseSeconds * 1000 }));
    for (const { isWanted: _, isReleasable: __, ...row } of taken) this.rows.set(row.id, row);
    const times = [...this.rows.values()].flatMap(({ dueAtMs, leaseUntilMs = 0 }) =>
      dueAtMs === undefined ? [] : [Math.max(dueAtMs, leaseUntilMs)],
    );
    return { taken, ...(times.length === 0 ? {} : { dueInMs: Math.min(...times) - nowMs }) };
  }

  expireLeases(): void {
    for (const { leaseUntilMs, ...row } of this.rows.values()) {
      const isHeld = (leaseUntilMs ?? 0) > this.#nowMs();
      this.rows.set(row.id, isHeld && row.dueAtMs !== undefined ? { ...row, dueAtMs: this.#nowMs() } : row);
    }
  }

  moveAddresses(prefix: string): void {
    const nowMs = this.#nowMs();
    for (const row of this.rows.values()) {
      if (row.state !== 'active' || row.address === undefined || row.address === prefix + row.id) continue;
      this.rows.set(row.id, { ...row, renewAtMs: nowMs, expiresAtMs: nowMs, dueAtMs: nowMs });
    }
  }

  change({ id, fence }: TriggerLease, change: SubscriptionChange): boolean {
    const row = this.rows.get(id);
    if (row?.fence !== fence) return false;
    const nowMs = this.#nowMs();
    const { state, attempts, trouble, dueInMs, hasBegun = false, leaseSeconds } = change;
    const later = (inMs: number | null): number | null => (inMs === null ? null : nowMs + inMs);
    this.rows.set(id, {
      ...withMembers(row, {
        trouble,
        dueAtMs: later(dueInMs),
        leaseUntilMs: leaseSeconds === undefined ? null : nowMs + leaseSeconds * 1000,
        ...(change.remoteId === undefined ? {} : { remoteId: change.remoteId }),
        ...(change.address === undefined ? {} : { address: change.address }),
        ...(change.expiresAtMs === undefined ? {} : { expiresAtMs: change.expiresAtMs }),
        ...(change.renewInMs === undefined ? {} : { renewAtMs: later(change.renewInMs) }),
        ...(hasBegun ? { activeAtMs: nowMs } : {}),
      }),
      ...{ state, attempts },
    });
    return true;
  }

  drop({ id, fence }: TriggerLease): void {
    const row = this.rows.get(id);
    if (row?.fence !== fence) return;
    if (!this.isWanted(id)) {
      this.rows.delete(id);
      return;
    }
    const nothing = { remoteId: null, expiresAtMs: null, renewAtMs: null, activeAtMs: null, trouble: null };
    const begun = withMembers(row, { ...nothing, leaseUntilMs: null });
    this.rows.set(id, { ...begun, state: 'wanted', attempts: 0, dueAtMs: this.#nowMs() });
  }
}

/** Members that are null are taken away. */
function withMembers(
  row: SubscriptionRow,
  members: { readonly [Name in keyof SubscriptionRow]?: SubscriptionRow[Name] | null },
): SubscriptionRow {
  const all = Object.entries({ ...row, ...members }).filter(([, value]) => value !== null);
  return Object.fromEntries(all) as unknown as SubscriptionRow;
}
