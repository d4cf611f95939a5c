import type { ConnectorTrigger, JsonValue, WorkflowDocument } from '@millrace/machine';
import {
  canonicalJson,
  placeTriggers,
  type PlacedTrigger,
  type TriggerKind,
  type TriggerPlacement,
} from '@millrace/runtime';
import type { EntityManager } from 'typeorm';
import type { WorkflowEntity } from './entities/workflow.entity.ts';

interface PlacedRow {
  readonly id: string;
  readonly trigger_id: string;
  readonly identity: string;
  readonly use: string;
  readonly connection: string;
  readonly kind: TriggerKind | null;
  readonly start_ms: number;
  readonly polled_ms: number | null;
  readonly retired_ms: number | null;
}
const KEPT = `
select id, trigger_id, identity, use, connection, kind,
  extract(epoch from start_at)::double precision * 1000 as start_ms,
  extract(epoch from polled_at)::double precision * 1000 as polled_ms,
  extract(epoch from retired_at)::double precision * 1000 as retired_ms
from connector_trigger where workflow_id = $1::uuid order by id for update`;
const NOW = 'select extract(epoch from now())::double precision * 1000 as now_ms';

/** The fence ends what is under way: what it has heard is not kept, and is heard again by whoever follows. */
const RETIRE = `
update connector_trigger set retired_at = now(), fence = fence + 1, lease_until = null, settle_at = null,
  overlap_from = to_timestamp($2::double precision / 1000)
where id = $1::uuid`;

/** One that stays notices another version only; one that resumes goes on from its cursor; one that begins has none. */
const KEEP = `
insert into connector_trigger as t (workspace_id, workflow_id, trigger_id, identity, version_id, use, connection, definition,
  settle_at, start_at, overlap_from, next_at)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::uuid, $6::text, $7::text, $8::text,
  now(), to_timestamp($9::double precision / 1000), to_timestamp($10::double precision / 1000), now())
on conflict (workflow_id, trigger_id, identity) do update set
  version_id = excluded.version_id, definition = excluded.definition, settle_at = now(),
  retired_at = null,
  overlap_from = coalesce(excluded.overlap_from, t.overlap_from),
  start_at = case when $11::text = 'begin' then excluded.start_at else t.start_at end,
  cursor = case when $11::text = 'begin' then null else t.cursor end,
  cursor_schema = case when $11::text = 'begin' then null else t.cursor_schema end,
  polled_at = case when $11::text = 'begin' then null else t.polled_at end,
  next_at = case when $11::text = 'stay' then t.next_at else now() end,
  lease_until = case when $11::text = 'stay' then t.lease_until end,
  fence = case when $11::text = 'stay' then t.fence else t.fence + 1 end,
  attempts = case when $11::text = 'stay' then t.attempts else 0 end,
  health = case when $11::text = 'stay' then t.health else 'new' end,
  trouble = case when $11::text = 'stay' then t.trouble end`;

/** Makes the connector triggers of a version the live ones of its workflow; without a version none is. */
export async function replaceConnectorTriggers(
  manager: EntityManager,
  live: {
    readonly workflow: Pick<WorkflowEntity, 'id' | 'workspaceId'>;
    readonly versionId?: string;
    readonly triggers?: WorkflowDocument['triggers'];
  },
): Promise<void> {
  const { workflow, versionId, triggers = {} } = live;
  const wanted = Object.entries(triggers).filter(
    (entry): entry is [string, ConnectorTrigger] => entry[1].type === 'connector',
  );
  const kept = (await manager.query<PlacedRow[]>(KEPT, [workflow.id])).map(toPlaced);
  const [clock] = await manager.query<{ readonly now_ms: number }[]>(NOW);
  const placements = placeTriggers({
    ...{ workflowId: workflow.id, kept, wanted: Object.fromEntries(wanted) },
    nowMs: clock?.now_ms ?? Date.now(),
  });
  for (const { id, overlapFromMs } of placements.retired) await manager.query(RETIRE, [id, overlapFromMs]);
  if (versionId === undefined) return;
  for (const placement of placements.live) await manager.query(KEEP, valuesOf(placement, { workflow, versionId }));
}

function valuesOf(
  { triggerId, identity, trigger, how, startMs, overlapFromMs }: TriggerPlacement,
  {
    workflow,
    versionId,
  }: { readonly workflow: Pick<WorkflowEntity, 'id' | 'workspaceId'>; readonly versionId: string },
): readonly unknown[] {
  const definition = canonicalJson(trigger as unknown as JsonValue);
  return [
    ...[workflow.workspaceId, workflow.id, triggerId, identity, versionId, trigger.use, trigger.connection ?? ''],
    ...[definition, startMs, overlapFromMs ?? null, how],
  ];
}

function toPlaced(row: PlacedRow): PlacedTrigger {
  return {
    id: row.id,
    triggerId: row.trigger_id,
    identity: row.identity,
    use: row.use,
    startMs: row.start_ms,
    ...(row.connection === '' ? {} : { connection: row.connection }),
    ...(row.kind === null ? {} : { kind: row.kind }),
    ...(row.polled_ms === null ? {} : { polledAtMs: row.polled_ms }),
    ...(row.retired_ms === null ? {} : { retiredAtMs: row.retired_ms }),
  };
}
