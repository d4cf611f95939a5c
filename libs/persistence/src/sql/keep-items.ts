// Why this shape: runs of items, and what says that they were heard, are one commit. The trigger's row is held meanwhile: no
// version goes live between the look at it and the commit. Only where a trigger has changed its shape of late do its items wait
// for each other, since the same thing may be told under both. Indexes: primary keys. Locks: the rows of the triggers.
import type { TriggerProgress, TriggerRelease } from '@millrace/runtime';
import type pg from 'pg';
import { troubleText } from '../trigger-rows.ts';

export interface HeldTriggerRow {
  readonly workflow_id: string;
  readonly trigger_id: string;
  readonly version_id: string;
  readonly use: string;
  readonly connection: string;
  readonly fence: number;
  readonly is_live: boolean;
}
const HOLD = (strength: 'share' | 'update'): string => `
select workflow_id, trigger_id, version_id, use, connection, fence, retired_at is null as is_live
from connector_trigger where id = $1::uuid for ${strength}`;

/** Nothing when there is none. */
export async function holdTrigger(
  client: pg.ClientBase,
  id: string,
  strength: 'share' | 'update',
): Promise<HeldTriggerRow | undefined> {
  const statement = { name: `hold-trigger-${strength}`, text: HOLD(strength), values: [id] };
  const { rows } = await client.query<HeldTriggerRow>(statement);
  return rows[0];
}

const OVERLAP = `
select extract(epoch from overlap_from)::double precision * 1000 as overlap_ms,
  overlap_from > now() - interval '1 hour' as is_recent,
  array(select o.identity from connector_trigger o
    where o.workflow_id = t.workflow_id and o.trigger_id = t.trigger_id and o.use = t.use and o.connection = t.connection
      and o.id <> t.id) as others
from connector_trigger t
where workflow_id = $1::uuid and trigger_id = $2::text and identity = $3::text and overlap_from is not null`;

/** Other shapes of the trigger whose keys count as well, if any do. */
export async function readOverlap(
  client: pg.ClientBase,
  { workflow_id, trigger_id }: HeldTriggerRow,
  identity: string,
): Promise<
  { readonly overlap_ms: number; readonly is_recent: boolean; readonly others: readonly string[] } | undefined
> {
  const values = [workflow_id, trigger_id, identity];
  const { rows } = await client.query<{ overlap_ms: number; is_recent: boolean; others: string[] }>({
    ...{ name: 'read-trigger-overlap', text: OVERLAP, values },
  });
  return rows[0];
}

/** Until the end of the transaction nobody else keeps items of this trigger. */
export async function waitForTurn(client: pg.ClientBase, { workflow_id, trigger_id }: HeldTriggerRow): Promise<void> {
  const values = [`${workflow_id} ${trigger_id}`];
  const text = 'select pg_advisory_xact_lock(hashtextextended($1::text, 7207006))';
  await client.query({ name: 'wait-for-trigger', text, values });
}

const KNOWN = `
select key from dedupe_key
where workflow_id = $1::uuid and trigger_id = $2::text and key = any ($3::text[])
  and expires_at > now()
  and expires_at >= to_timestamp($4::double precision / 1000) + make_interval(secs => $5::double precision)`;

/** Of the keys, those that were claimed since then. */
export async function findKnownKeys(
  client: pg.ClientBase,
  { workflow_id, trigger_id }: HeldTriggerRow,
  request: { readonly keys: readonly string[]; readonly sinceMs: number; readonly windowSeconds: number },
): Promise<ReadonlySet<string>> {
  const { keys, sinceMs, windowSeconds } = request;
  const values = [workflow_id, trigger_id, [...keys], sinceMs, windowSeconds];
  const { rows } = await client.query<{ key: string }>({ name: 'find-known-item-keys', text: KNOWN, values });
  return new Set(rows.map(({ key }) => key));
}

const PROGRESS = `
update connector_trigger set
  cursor = coalesce($3::text, cursor), cursor_schema = coalesce($4::text, cursor_schema),
  polled_at = coalesce(now() - $5::double precision * interval '1 millisecond', polled_at),
  next_at = case when $6::double precision is null then next_at else now() + $6::double precision * interval '1 millisecond' end,
  lease_until = case when $6::double precision is null then lease_until end,
  attempts = $7::integer, health = $8::text, trouble = $9::text, noted_at = now()
where id = $1::uuid and fence = $2::integer and retired_at is null`;

export async function writeProgress(
  client: pg.Pool | pg.ClientBase,
  id: string,
  {
    fence,
    cursor,
    polledForMs,
    release,
  }: Pick<TriggerProgress, 'fence' | 'cursor' | 'polledForMs'> & { readonly release?: TriggerRelease | undefined },
): Promise<boolean> {
  const health = release?.health ?? { state: 'ok' as const };
  const { rowCount } = await client.query({
    name: 'write-trigger-progress',
    text: PROGRESS,
    values: [
      ...[id, fence, cursor?.value ?? null, cursor?.schema ?? null, polledForMs ?? null, release?.nextInMs ?? null],
      ...[release?.attempts ?? 0, health.state, troubleText(health.trouble)],
    ],
  });
  return rowCount === 1;
}
