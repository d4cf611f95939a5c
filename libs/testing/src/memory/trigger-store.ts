import type { JsonValue } from '@millrace/machine';
import {
  ITEM_WINDOW_SECONDS,
  REMEMBERED_DAYS,
  type DeliveryTarget,
  type ItemBatch,
  type KeepItemsResult,
  type KeptTrigger,
  type NewRun,
  type TakenTrigger,
  type TriggerLease,
  type TriggerProgress,
  type TriggerRelease,
  type TriggerStore,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import { newRow } from './run-row.ts';
import type { RunTable } from './run-table.ts';
import type { LiveTriggers } from './schedule-store.ts';
import { SubscriptionRows, type SubscriptionRow } from './subscription-rows.ts';
import { isLive, TriggerRows, type TriggerRow } from './trigger-rows.ts';

type Request<Method extends keyof TriggerStore> = Parameters<TriggerStore[Method]>[0];
interface Surroundings {
  readonly findWorkspaceId: (slug: string) => string | undefined;
  /** Whether the workflow has no live version, and may have one again. */
  readonly isPaused: (workflowId: string) => boolean;
}

const DAY_MS = 86_400_000;

/** Triggers of connectors in memory, which keep their runs in the table of the run store. */
export class MemoryTriggerStore implements TriggerStore {
  readonly #table: RunTable;
  readonly #around: Surroundings;
  readonly #triggers: TriggerRows;
  readonly #subscriptions: SubscriptionRows;
  readonly #addresses = new Map<string, string>();
  /** Name of a connection -> the service's own id of whose it is. */
  readonly accounts = new Map<string, string>();

  constructor(table: RunTable, around: Surroundings) {
    const nowMs = (): number => table.clock.nowMs();
    this.#table = table;
    this.#around = around;
    this.#triggers = new TriggerRows(nowMs);
    this.#subscriptions = new SubscriptionRows(nowMs, this.#triggers);
  }

  replace(live: LiveTriggers): void {
    this.#triggers.replace(live);
  }

  takeUnsettled({ limit, leaseSeconds }: Request<'takeUnsettled'>): Promise<readonly KeptTrigger[]> {
    return atOnce(() => {
      const nowMs = this.#nowMs;
      return this.#triggers
        .list((row) => isLive(row) && (row.settleAtMs ?? Infinity) <= nowMs)
        .slice(0, limit)
        .map((row) => toKept(this.#triggers.put({ ...row, settleAtMs: nowMs + leaseSeconds * 1000 })));
    });
  }

  settle({ id, versionId, kind, everySeconds, subscription }: Request<'settle'>): Promise<boolean> {
    return atOnce(() => {
      const row = this.#find(id, versionId);
      if (row === undefined) return false;
      const { settleAtMs: _, nextAtMs = this.#nowMs, everySeconds: __, ...rest } = row;
      if (kind === 'manual') this.#addressOf(row);
      this.#triggers.put({
        ...rest,
        kind,
        ...(everySeconds === undefined ? {} : { everySeconds }),
        ...(subscription === undefined ? {} : this.#moveTo(row, this.#subscriptions.share(row, subscription))),
        ...(kind === 'polling' || kind === 'stream' ? { nextAtMs } : {}),
        ...(row.health.state === 'failed' ? { health: { state: 'new' }, attempts: 0 } : {}),
      });
      return true;
    });
  }

  /** The one before stays until the new one is active. */
  #moveTo({ subscriptionId: before }: TriggerRow, subscriptionId: string): Partial<TriggerRow> {
    if (before === undefined || before === subscriptionId) return { subscriptionId };
    return { subscriptionId, formerSubscriptionId: before, movedAtMs: this.#nowMs };
  }

  noteUnsettled({ id, versionId, inMs, trouble }: Request<'noteUnsettled'>): Promise<void> {
    return atOnce(() => {
      const row = this.#find(id, versionId);
      if (row === undefined) return;
      const health = { state: 'failed' as const, trouble };
      const [settleAtMs, notedAtMs] = [this.#nowMs + inMs, this.#nowMs];
      this.#triggers.put({ ...row, health, settleAtMs, notedAtMs, attempts: row.attempts + 1 });
    });
  }

  list({ workspaceId, workflowId }: Request<'list'>): ReturnType<TriggerStore['list']> {
    return atOnce(() => {
      const rows = this.#triggers.list(
        (row) => row.workspaceId === workspaceId && row.workflowId === workflowId && isLive(row),
      );
      return [...rows]
        .sort((one, other) => (one.triggerId < other.triggerId ? -1 : 1))
        .map((row) => {
          const subscription = this.#subscriptions.rows.get(row.subscriptionId ?? '');
          return {
            ...toKept(row),
            ...(subscription === undefined ? {} : { subscription: toSubscription(subscription) }),
            ...(row.kind === 'manual' ? { addressId: this.#addressOf(row) } : {}),
          };
        });
    });
  }

  forgetRetired(): Promise<number> {
    return atOnce(() => {
      const untilMs = this.#nowMs - REMEMBERED_DAYS * DAY_MS;
      const old = this.#triggers.list(({ retiredAtMs = Infinity }) => retiredAtMs < untilMs);
      for (const { id } of old) this.#triggers.rows.delete(id);
      return old.length;
    });
  }

  takeDue({ kind, limit, leaseSeconds }: Request<'takeDue'>): ReturnType<TriggerStore['takeDue']> {
    return atOnce(() => {
      const nowMs = this.#nowMs;
      const dueMs = ({ nextAtMs = Infinity, leaseUntilMs = 0 }: TriggerRow): number => Math.max(nextAtMs, leaseUntilMs);
      const all = () => this.#triggers.list((row) => row.kind === kind && isLive(row) && row.nextAtMs !== undefined);
      const taken = all()
        .filter((row) => dueMs(row) <= nowMs)
        .sort((one, other) => (one.nextAtMs ?? 0) - (other.nextAtMs ?? 0))
        .slice(0, limit)
        .map((row): TakenTrigger => {
          const fence = row.fence + 1;
          return { ...toKept(this.#triggers.put({ ...row, fence, leaseUntilMs: nowMs + leaseSeconds * 1000 })), fence };
        });
      const times = all().map(dueMs);
      return { taken, ...(times.length === 0 ? {} : { dueInMs: Math.min(...times) - nowMs }) };
    });
  }

  keepItems(batches: readonly ItemBatch[]): Promise<KeepItemsResult> {
    return atOnce(() => {
      for (const { id, versionId, progress } of batches) {
        const row = this.#triggers.rows.get(id);
        if (progress !== undefined && row?.fence !== progress.fence) return { kind: 'lost' };
        if (row === undefined || !isLive(row) || row.versionId !== versionId) return { kind: 'changed' };
      }
      const runIds = batches.flatMap((batch) => this.#keepBatch(batch));
      return { kind: 'kept', runIds, repeated: batches.flatMap(({ runs }) => runs).length - runIds.length };
    });
  }

  #keepBatch({ id, identity, runs, progress }: ItemBatch): readonly string[] {
    const row = this.#triggers.rows.get(id);
    if (row === undefined) return [];
    const runIds = runs.flatMap((run) => {
      if (this.#isKnownElsewhere(row, identity, run)) return [];
      return this.#table.keep(newRow(run, this.#nowMs)).kind === 'accepted' ? [run.id] : [];
    });
    if (progress !== undefined) {
      const release = runIds.length === 0 ? (progress.releaseWhenKnown ?? progress.release) : progress.release;
      this.#write(row, progress, release);
      this.#table.values.change(progress.store === undefined ? [] : [progress.store]);
    }
    return runIds;
  }

  /** Whether another shape of the trigger has told of the same. */
  #isKnownElsewhere({ workflowId, triggerId, trigger }: TriggerRow, identity: string, run: NewRun): boolean {
    const shapes = this.#triggers.list((row) => row.workflowId === workflowId && row.triggerId === triggerId);
    const own = shapes.find((row) => row.identity === identity);
    const { overlapFromMs: sinceMs } = own ?? {};
    const { dedupe } = run;
    if (sinceMs === undefined || dedupe === undefined) return false;
    return shapes
      .filter((row) => row !== own && row.trigger.use === trigger.use && row.trigger.connection === trigger.connection)
      .some((row) => {
        const key = row.identity + dedupe.key.slice(identity.length);
        const expiresAtMs = this.#table.expiryOf({ ...run, dedupe: { ...dedupe, key } });
        return expiresAtMs !== undefined && expiresAtMs >= sinceMs + ITEM_WINDOW_SECONDS * 1000;
      });
  }

  #write(
    { leaseUntilMs, ...row }: TriggerRow,
    { cursor, polledForMs }: Pick<TriggerProgress, 'cursor' | 'polledForMs'>,
    release: TriggerRelease | undefined,
  ): void {
    const nowMs = this.#nowMs;
    this.#triggers.put({
      ...row,
      attempts: release?.attempts ?? 0,
      health: release?.health ?? { state: 'ok' },
      notedAtMs: nowMs,
      ...(cursor === undefined
        ? {}
        : { cursor: { value: JSON.parse(cursor.value) as JsonValue, schema: cursor.schema } }),
      ...(polledForMs === undefined ? {} : { polledAtMs: nowMs - polledForMs }),
      ...(release === undefined ? {} : { nextAtMs: nowMs + release.nextInMs }),
      ...(release !== undefined || leaseUntilMs === undefined ? {} : { leaseUntilMs }),
    });
  }

  release({ id, fence, ...release }: TriggerLease & TriggerRelease): Promise<boolean> {
    return atOnce(() => {
      const row = this.#triggers.rows.get(id);
      if (row?.fence !== fence || !isLive(row)) return false;
      this.#write(row, {}, release);
      return true;
    });
  }

  renewLeases({ leases, leaseSeconds }: Request<'renewLeases'>): ReturnType<TriggerStore['renewLeases']> {
    return atOnce(() =>
      leases.flatMap(({ id, fence }) => {
        const row = this.#triggers.rows.get(id);
        if (row?.fence !== fence || !isLive(row)) return [];
        const nowMs = this.#nowMs;
        const leaseUntilMs = nowMs + leaseSeconds * 1000;
        this.#triggers.put({ ...row, leaseUntilMs, notedAtMs: nowMs, health: { state: 'ok' } });
        return [{ id, versionId: row.versionId }];
      }),
    );
  }

  askNow({ workspaceId, workflowId, triggerId }: Request<'askNow'>): Promise<boolean> {
    return atOnce(() => {
      const row = this.#triggers
        .list((one) => one.workspaceId === workspaceId && one.workflowId === workflowId && isLive(one))
        .find((one) => one.triggerId === triggerId && one.kind === 'polling');
      if (row !== undefined) this.#triggers.put({ ...row, nextAtMs: this.#nowMs });
      return row !== undefined;
    });
  }

  expireLeases(): Promise<void> {
    return atOnce(() => {
      for (const { leaseUntilMs: _, ...row } of this.#triggers.list(() => true)) this.#triggers.put(row);
      this.#subscriptions.expireLeases();
    });
  }

  takeSubscriptions(request: Request<'takeSubscriptions'>): ReturnType<TriggerStore['takeSubscriptions']> {
    return atOnce(() => this.#subscriptions.take(request));
  }

  moveAddresses({ prefix }: Request<'moveAddresses'>): Promise<void> {
    return atOnce(() => this.#subscriptions.moveAddresses(prefix));
  }

  changeSubscription({ change, ...lease }: Request<'changeSubscription'>): Promise<boolean> {
    return atOnce(() => this.#subscriptions.change(lease, change));
  }

  dropSubscription(lease: TriggerLease): Promise<void> {
    return atOnce(() => this.#subscriptions.drop(lease));
  }

  findSubscribed({
    subscriptionId,
    graceSeconds,
  }: Request<'findSubscribed'>): ReturnType<TriggerStore['findSubscribed']> {
    return atOnce(() => {
      const subscription = this.#subscriptions.rows.get(subscriptionId);
      if (subscription === undefined) return undefined;
      const told = this.#triggers.list(
        (row) => row.subscriptionId === subscriptionId || row.formerSubscriptionId === subscriptionId,
      );
      const sinceMs = this.#nowMs - graceSeconds * 1000;
      return {
        subscription: toSubscription(subscription),
        targets: told.flatMap((row) => this.#targetOf(row, subscriptionId) ?? []),
        isPaused: told.some(
          ({ retiredAtMs = 0, workflowId }) => retiredAtMs > sinceMs && this.#around.isPaused(workflowId),
        ),
      };
    });
  }

  #targetOf(heard: TriggerRow, subscriptionId: string): DeliveryTarget | undefined {
    const live = this.#triggers.liveShapeOf(heard);
    if (live === undefined) return undefined;
    const isOther = live.subscriptionId !== subscriptionId;
    const untilMs = isOther ? this.#subscriptions.rows.get(live.subscriptionId ?? '')?.activeAtMs : undefined;
    const target = { trigger: toKept(live), identity: heard.identity };
    return untilMs === undefined ? target : { ...target, untilMs };
  }

  findApp({ workspaceSlug, connector }: Request<'findApp'>): ReturnType<TriggerStore['findApp']> {
    return atOnce(() => {
      const workspaceId = this.#around.findWorkspaceId(workspaceSlug);
      if (workspaceId === undefined) return undefined;
      const isOfApp = (row: TriggerRow): boolean =>
        row.workspaceId === workspaceId && row.kind === 'app' && row.trigger.use.startsWith(`${connector}/`);
      const triggers = this.#triggers
        .list((row) => isLive(row) && isOfApp(row))
        .map((row) => {
          const accountId = this.accounts.get(row.trigger.connection ?? '');
          return { ...toKept(row), ...(accountId === undefined ? {} : { accountId }) };
        });
      return { workspaceId, triggers };
    });
  }

  findByAddress(addressId: string): Promise<KeptTrigger | undefined> {
    return atOnce(() => {
      const row = this.#triggers
        .list((one) => one.kind === 'manual' && isLive(one))
        .find((one) => this.#addressOf(one) === addressId);
      return row && toKept(row);
    });
  }

  #addressOf({ workflowId, triggerId }: TriggerRow): string {
    const place = JSON.stringify([workflowId, triggerId]);
    const known = this.#addresses.get(place) ?? `address-${this.#addresses.size + 1}`;
    this.#addresses.set(place, known);
    return known;
  }

  #find(id: string, versionId: string): TriggerRow | undefined {
    const row = this.#triggers.rows.get(id);
    return row?.versionId === versionId && isLive(row) ? row : undefined;
  }

  get #nowMs(): number {
    return this.#table.clock.nowMs();
  }
}

function toKept(row: TriggerRow): KeptTrigger {
  const { settleAtMs: _, overlapFromMs: __, leaseUntilMs: ___, fence: ____, ...rest } = row;
  const { formerSubscriptionId: _____, movedAtMs: ______, ...kept } = rest;
  return kept;
}

function toSubscription({ activeAtMs: _, dueAtMs: __, leaseUntilMs: ___, fence: ____, ...row }: SubscriptionRow) {
  return row;
}
