import {
  ITEM_WINDOW_SECONDS,
  REMEMBERED_DAYS,
  type DeliveryTarget,
  type ItemBatch,
  type KeepItemsResult,
  type KeptTrigger,
  type NewRun,
  type SubscribedTargets,
  type TriggerLease,
  type TriggerRelease,
  type TriggerStore,
} from '@millrace/runtime';
import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import { LargeValues } from './large-values.ts';
import { PayloadKeeper } from './payload-keeper.ts';
import { newRunRow } from './run-rows.ts';
import { changeSubscription, dropSubscription, moveAddresses } from './sql/change-subscription.ts';
import {
  findAppTriggers,
  findByAddress,
  findSubscription,
  findTargets,
  listTriggers,
  type ToldRow,
} from './sql/find-deliveries.ts';
import {
  findKnownKeys,
  holdTrigger,
  readOverlap,
  waitForTurn,
  writeProgress,
  type HeldTriggerRow,
} from './sql/keep-items.ts';
import { keepLetters } from './sql/keep-letters.ts';
import { ensureAddress, noteUnsettledTrigger, settleTrigger, shareSubscription } from './sql/settle-trigger.ts';
import { readNextSubscription, takeDueSubscriptions } from './sql/take-subscriptions.ts';
import { readNextTrigger, takeDueTriggers, takeUnsettledTriggers } from './sql/take-triggers.ts';
import { writeBatch } from './sql/write-batch.ts';
import { writeConnectorValues } from './sql/write-connector-values.ts';
import { toKeptTrigger, toSubscription, toTakenSubscription, toTakenTrigger, troubleText } from './trigger-rows.ts';
import { isUuid } from './uuid.ts';

type Request<Method extends keyof TriggerStore> = Parameters<TriggerStore[Method]>[0];
type Kept = Extract<KeepItemsResult, { kind: 'kept' }>;

/** Undoes the transaction, and is the answer. */
class NotKept extends Error {
  readonly kind: 'changed' | 'lost';
  constructor(kind: 'changed' | 'lost') {
    super(`The trigger is ${kind}.`);
    this.kind = kind;
  }
}

/** Triggers of connectors in Postgres; the workflow store says which are live. */
export class PostgresTriggerStore implements TriggerStore {
  readonly #pool: pg.Pool;
  readonly #payloads: PayloadKeeper;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#payloads = new PayloadKeeper(pool);
  }

  async takeUnsettled(request: Request<'takeUnsettled'>): Promise<readonly KeptTrigger[]> {
    return (await takeUnsettledTriggers(this.#pool, request)).map(toKeptTrigger);
  }

  settle({ subscription, ...settled }: Request<'settle'>): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const subscriptionId = subscription && (await shareSubscription(client, settled, subscription));
      if (settled.kind === 'manual') await ensureAddress(client, settled.id);
      return settleTrigger(client, { ...settled, ...(subscriptionId === undefined ? {} : { subscriptionId }) });
    });
  }

  noteUnsettled({ trouble, ...request }: Request<'noteUnsettled'>): Promise<void> {
    return noteUnsettledTrigger(this.#pool, { ...request, trouble: troubleText(trouble) ?? '' });
  }

  async list(request: Request<'list'>): ReturnType<TriggerStore['list']> {
    const rows = await listTriggers(this.#pool, request);
    return Promise.all(
      rows.map(async (row) => {
        const { subscription_id: subscriptionId, address_id: addressId } = row;
        const subscription = subscriptionId === null ? undefined : await findSubscription(this.#pool, subscriptionId);
        return {
          ...toKeptTrigger(row),
          ...(subscription === undefined ? {} : { subscription: toSubscription(subscription) }),
          ...(addressId === null ? {} : { addressId }),
        };
      }),
    );
  }

  async forgetRetired(): Promise<number> {
    const { rowCount } = await this.#pool.query({
      name: 'forget-retired-triggers',
      text: 'delete from connector_trigger where retired_at < now() - make_interval(days => $1::integer)',
      values: [REMEMBERED_DAYS],
    });
    return rowCount ?? 0;
  }

  async takeDue(request: Request<'takeDue'>): ReturnType<TriggerStore['takeDue']> {
    const taken = (await takeDueTriggers(this.#pool, request)).map(toTakenTrigger);
    const dueInMs = await readNextTrigger(this.#pool, request.kind);
    return dueInMs === undefined ? { taken } : { taken, dueInMs: Math.ceil(dueInMs) };
  }

  async keepItems(batches: readonly ItemBatch[]): Promise<KeepItemsResult> {
    const large = new LargeValues();
    // Whoever writes runs of several triggers does so in one order: none waits for another in a circle.
    const prepared = [...batches]
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map((batch) => ({ batch, rows: rowsOf(batch.runs, large) }));
    await this.#payloads.keep(large.bodies);
    try {
      return await inTransaction(this.#pool, async (client) => {
        const results: Kept[] = [];
        for (const each of prepared) results.push(await keepBatch(client, each));
        const repeated = results.reduce((sum, result) => sum + result.repeated, 0);
        return { kind: 'kept', runIds: results.flatMap(({ runIds }) => runIds), repeated };
      });
    } catch (cause) {
      if (cause instanceof NotKept) return { kind: cause.kind };
      throw cause;
    }
  }

  release({ id, fence, ...release }: TriggerLease & TriggerRelease): Promise<boolean> {
    return writeProgress(this.#pool, id, { fence, release });
  }

  async renewLeases({ leases, leaseSeconds }: Request<'renewLeases'>): ReturnType<TriggerStore['renewLeases']> {
    const { rows } = await this.#pool.query<{ readonly id: string; readonly version_id: string }>({
      name: 'renew-trigger-leases',
      text: `
        update connector_trigger t set lease_until = now() + make_interval(secs => $3::double precision),
          health = 'ok', trouble = null, noted_at = now()
        from unnest($1::uuid[], $2::integer[]) as held(id, fence)
        where t.id = held.id and t.fence = held.fence and t.retired_at is null
        returning t.id, t.version_id`,
      values: [leases.map(({ id }) => id), leases.map(({ fence }) => fence), leaseSeconds],
    });
    return rows.map(({ id, version_id: versionId }) => ({ id, versionId }));
  }

  async askNow({ workspaceId, workflowId, triggerId }: Request<'askNow'>): Promise<boolean> {
    const { rowCount } = await this.#pool.query({
      name: 'ask-trigger-now',
      text: `update connector_trigger set next_at = now()
        where workspace_id = $1::uuid and workflow_id = $2::uuid and trigger_id = $3::text and kind = 'polling'
          and retired_at is null`,
      values: [workspaceId, workflowId, triggerId],
    });
    return rowCount === 1;
  }

  async expireLeases(): Promise<void> {
    await this.#pool.query('update connector_trigger set lease_until = null where lease_until > now()');
    await this.#pool.query(
      'update subscription set lease_until = null, due_at = least(due_at, now()) where lease_until > now()',
    );
  }

  async takeSubscriptions(request: Request<'takeSubscriptions'>): ReturnType<TriggerStore['takeSubscriptions']> {
    const taken = (await takeDueSubscriptions(this.#pool, request)).map(toTakenSubscription);
    const dueInMs = await readNextSubscription(this.#pool);
    return dueInMs === undefined ? { taken } : { taken, dueInMs: Math.ceil(dueInMs) };
  }

  moveAddresses({ prefix }: Request<'moveAddresses'>): Promise<void> {
    return moveAddresses(this.#pool, prefix);
  }

  changeSubscription({ change, ...lease }: Request<'changeSubscription'>): Promise<boolean> {
    return changeSubscription(this.#pool, lease, change);
  }

  dropSubscription(lease: TriggerLease): Promise<void> {
    return inTransaction(this.#pool, (client) => dropSubscription(client, lease));
  }

  async findSubscribed(request: Request<'findSubscribed'>): Promise<SubscribedTargets | undefined> {
    const { subscriptionId, graceSeconds } = request;
    const row = isUuid(subscriptionId) ? await findSubscription(this.#pool, subscriptionId) : undefined;
    if (row === undefined) return undefined;
    const { targets, isPaused } = await findTargets(this.#pool, row.id, graceSeconds);
    return { subscription: toSubscription(row), targets: targets.map(toTarget), isPaused };
  }

  async findApp({ workspaceSlug, connector }: Request<'findApp'>): ReturnType<TriggerStore['findApp']> {
    const { rows } = await this.#pool.query<{ readonly id: string }>({
      name: 'find-workspace-of-app',
      text: 'select id from workspace where slug = $1::text',
      values: [workspaceSlug],
    });
    const workspaceId = rows[0]?.id;
    if (workspaceId === undefined) return undefined;
    const found = await findAppTriggers(this.#pool, { workspaceId, connector });
    const triggers = found.map((row) => ({
      ...toKeptTrigger(row),
      ...(row.account_id === null ? {} : { accountId: row.account_id }),
    }));
    return { workspaceId, triggers };
  }

  async findByAddress(addressId: string): Promise<KeptTrigger | undefined> {
    const row = isUuid(addressId) ? await findByAddress(this.#pool, addressId) : undefined;
    return row && toKeptTrigger(row);
  }
}

function toTarget({ heard_identity: identity, until_ms: untilMs, ...row }: ToldRow): DeliveryTarget {
  return { trigger: toKeptTrigger(row), identity, ...(untilMs === null ? {} : { untilMs }) };
}

const keyOf = ({ dedupe }: NewRun): string => dedupe?.key ?? '';

function rowsOf(runs: readonly NewRun[], large: LargeValues) {
  return [...runs]
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
    .map((run) => ({ run, row: newRunRow(run, { keptPayloads: 'unknown', large }) }));
}
interface PreparedBatch {
  readonly batch: ItemBatch;
  readonly rows: ReturnType<typeof rowsOf>;
}

async function keepBatch(client: pg.PoolClient, { batch, rows }: PreparedBatch): Promise<Kept> {
  const { progress } = batch;
  const held = await requireHeld(client, batch);
  const known = await findKnown(client, held, batch);
  const fresh = rows.filter(({ run }) => !known.has(keyOf(run))).map(({ row }) => row);
  const written =
    fresh.length === 0
      ? new Set<string>()
      : await writeBatch(client, { runs: fresh, moves: [], steps: [], journal: [] });
  await keepLetters(client, batch.letters ?? []);
  if (progress !== undefined) {
    const release = written.size === 0 ? (progress.releaseWhenKnown ?? progress.release) : progress.release;
    if (!(await writeProgress(client, batch.id, { ...progress, release }))) throw new NotKept('lost');
    if (progress.store !== undefined) await writeConnectorValues(client, [progress.store]);
  }
  // In the order in which they were told.
  const runIds = batch.runs.map((run) => run.id).filter((runId) => written.has(runId));
  return { kind: 'kept', runIds, repeated: batch.runs.length - runIds.length };
}

async function requireHeld(client: pg.PoolClient, { id, versionId, progress }: ItemBatch): Promise<HeldTriggerRow> {
  const held = await holdTrigger(client, id, progress === undefined ? 'share' : 'update');
  if (progress !== undefined && held?.fence !== progress.fence) throw new NotKept('lost');
  if (held === undefined || !held.is_live || held.version_id !== versionId) throw new NotKept('changed');
  return held;
}

/** Of the items' keys, those under which another shape of the trigger has told of the same. */
async function findKnown(
  client: pg.PoolClient,
  held: HeldTriggerRow,
  { identity, runs }: ItemBatch,
): Promise<ReadonlySet<string>> {
  const overlap = runs.length === 0 ? undefined : await readOverlap(client, held, identity);
  if (overlap === undefined || overlap.others.length === 0) return new Set();
  if (overlap.is_recent) await waitForTurn(client, held);
  const own = runs.map((run) => keyOf(run).slice(identity.length));
  const keys = overlap.others.flatMap((other) => own.map((key) => other + key));
  const claimed = await findKnownKeys(client, held, {
    ...{ keys, sinceMs: overlap.overlap_ms, windowSeconds: ITEM_WINDOW_SECONDS },
  });
  // Identities are of one length.
  const found = new Set([...claimed].map((key) => key.slice(identity.length)));
  return new Set(own.filter((key) => found.has(key)).map((key) => identity + key));
}
