// What a rollout is in Postgres, and what the workflow store does to it in its own transactions.
import {
  DEFAULT_ROLLOUT_RULE,
  endOfRollout,
  RuntimeError,
  type Ids,
  type Rollout,
  type RolloutEnd,
  type RolloutRule,
  type WorkflowVersion,
} from '@millrace/runtime';
import type { EntityManager } from 'typeorm';
import { WorkflowVersionEntity, type WorkflowEntity } from './entities/workflow.entity.ts';

export interface RolloutRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly base_version_id: string;
  readonly base_number: number;
  readonly candidate_version_id: string;
  readonly candidate_number: number;
  readonly percent: number;
  readonly max_error_points: number;
  readonly min_runs: number;
  readonly started_by: string | null;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly outcome: RolloutEnd['outcome'] | null;
  readonly reason: string | null;
  readonly ended_by: string | null;
  readonly is_automatic: boolean;
}

/** Reads `r`, with the numbers of its versions. */
export const SELECT_ROLLOUT = `
select r.id, r.workspace_id, r.workflow_id, r.base_version_id, base.number as base_number, r.candidate_version_id,
  candidate.number as candidate_number, r.percent, r.max_error_points, r.min_runs, r.started_by, r.started_at, r.ended_at,
  r.outcome, r.reason, r.ended_by, r.is_automatic
from rollout r
join workflow_version base on base.id = r.base_version_id
join workflow_version candidate on candidate.id = r.candidate_version_id`;

export function toRollout(row: RolloutRow): Rollout {
  const { id, workspace_id: workspaceId, workflow_id: workflowId, percent, started_by: startedBy } = row;
  return {
    ...{ id, workspaceId, workflowId, percent, startedAtMs: row.started_at.getTime() },
    base: { versionId: row.base_version_id, number: row.base_number },
    candidate: { versionId: row.candidate_version_id, number: row.candidate_number },
    rule: { maxErrorPoints: row.max_error_points, minRuns: row.min_runs },
    ...(startedBy === null ? {} : { startedBy }),
    ...toEnd(row),
  };
}

function toEnd({ ended_at: endedAt, outcome, reason, ended_by: by, is_automatic: isAutomatic }: RolloutRow): {
  readonly end?: RolloutEnd;
} {
  if (endedAt === null || outcome === null) return {};
  const end = { atMs: endedAt.getTime(), outcome, reason: reason ?? '', isAutomatic };
  return { end: by === null ? end : { ...end, by } };
}

/** The active one, or else the one that ended last. */
export async function findNewestRollout(manager: EntityManager, workflowId: string): Promise<Rollout | undefined> {
  const [row] = await manager.query<RolloutRow[]>(
    `${SELECT_ROLLOUT} where r.workflow_id = $1::uuid order by r.ended_at desc nulls first limit 1`,
    [workflowId],
  );
  return row && toRollout(row);
}

interface RolloutWish {
  /** Locked by the caller: publishing and rolling out take turns. */
  readonly workflow: WorkflowEntity;
  readonly number: number;
  readonly percent: number;
  readonly rule?: RolloutRule | undefined;
  readonly startedBy?: string | undefined;
  readonly changes?: string | undefined;
}

/** Starts a rollout, or changes the active one of the same version. See `RolloutStore.keep`. */
export async function keepRollout(manager: EntityManager, ids: Ids, wish: RolloutWish): Promise<Rollout> {
  const { workflow } = wish;
  const candidate = await requireCandidate(manager, wish);
  const newest = await findNewestRollout(manager, workflow.id);
  const meant = wish.changes === undefined || wish.changes === newest?.id ? newest : undefined;
  const isChanged =
    meant !== undefined && isSame(meant, workflow, candidate) && (await changeRollout(manager, meant, wish));
  if (!isChanged) {
    if (wish.changes !== undefined) throw new RuntimeError('rollout.ended', whyEnded(newest));
    const by = wish.startedBy ?? null;
    const reason = `v${candidate.number} is rolled out.`;
    if (newest !== undefined) await writeEnd(manager, newest.id, { outcome: 'replaced', reason, by });
    await startRollout(manager, { ...wish, id: ids.runId(), candidateId: candidate.id });
  }
  const kept = await findNewestRollout(manager, workflow.id);
  if (kept === undefined) throw new Error('A rollout that was kept a moment ago is not there.');
  return kept;
}

/** Of the one that ended last, for whoever saw it active. */
const whyEnded = (newest: Rollout | undefined): string =>
  `The rollout has ended meanwhile.${newest?.end === undefined ? '' : ` ${newest.end.reason}`}`;

/** An older server may have moved the live pointer without a word: then its base is another one. */
const isSame = (
  { end, candidate, base }: Rollout,
  { liveVersionId }: WorkflowEntity,
  { id }: { id: string },
): boolean => end === undefined && candidate.versionId === id && base.versionId === liveVersionId;

/** False when it has ended meanwhile: who rolls back does not wait for the lock of the workflow. */
async function changeRollout(
  manager: EntityManager,
  active: Rollout,
  { percent, rule }: RolloutWish,
): Promise<boolean> {
  const { maxErrorPoints, minRuns } = rule ?? active.rule;
  const [, count] = await manager.query<[unknown, number]>(
    `update rollout set percent = $2::integer, max_error_points = $3::double precision, min_runs = $4::integer,
       changed_at = clock_timestamp() where id = $1::uuid and ended_at is null`,
    [active.id, percent, maxErrorPoints, minRuns],
  );
  return count === 1;
}

async function startRollout(
  manager: EntityManager,
  wish: RolloutWish & { readonly id: string; readonly candidateId: string },
): Promise<void> {
  const { id, workflow, candidateId, percent, rule = DEFAULT_ROLLOUT_RULE, startedBy = null } = wish;
  await manager.query(
    `insert into rollout (id, workspace_id, workflow_id, base_version_id, candidate_version_id, percent, max_error_points,
       min_runs, started_by, started_at)
     values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::integer, $7::double precision, $8::integer, $9::text,
       clock_timestamp())`,
    [
      ...[id, workflow.workspaceId, workflow.id, workflow.liveVersionId, candidateId, percent],
      ...[rule.maxErrorPoints, rule.minRuns, startedBy],
    ],
  );
}

async function requireCandidate(
  manager: EntityManager,
  { workflow: { id: workflowId, name, liveVersionId }, number }: RolloutWish,
): Promise<Pick<WorkflowVersionEntity, 'id' | 'number'>> {
  const candidate = await manager.findOne(WorkflowVersionEntity, {
    select: { id: true, number: true },
    where: { workflowId, number },
  });
  if (candidate === null) throw new RuntimeError('rollout.version_unknown', `"${name}" has no v${number}.`);
  if (liveVersionId === null) {
    throw new RuntimeError(
      'rollout.nothing_live',
      `No version of "${name}" is live: there is nothing to compare v${number} with. Make it live.`,
    );
  }
  if (liveVersionId === candidate.id) {
    throw new RuntimeError('rollout.candidate_live', `v${number} of "${name}" is live: everything starts it already.`);
  }
  return candidate;
}

/** Ends the active rollout of a workflow, if there is one, because another version is live now, or none is. */
export async function endRolloutOf(
  manager: EntityManager,
  workflowId: string,
  { live, by }: { readonly live?: Pick<WorkflowVersion, 'id' | 'number'>; readonly by?: string | null | undefined },
): Promise<void> {
  const newest = await findNewestRollout(manager, workflowId);
  if (newest === undefined || newest.end !== undefined) return;
  await writeEnd(manager, newest.id, { ...endOfRollout(newest, live), by: by ?? null });
}

/** False when it has ended already. */
export async function writeEnd(
  manager: EntityManager,
  id: string,
  end: Pick<RolloutEnd, 'outcome' | 'reason'> & { readonly by: string | null; readonly isAutomatic?: boolean },
): Promise<boolean> {
  const { outcome, reason, by, isAutomatic = false } = end;
  const [, count] = await manager.query<[unknown, number]>(
    `update rollout set ended_at = clock_timestamp(), changed_at = clock_timestamp(), outcome = $2::text, reason = $3::text,
       ended_by = $4::text, is_automatic = $5::boolean
     where id = $1::uuid and ended_at is null`,
    [id, outcome, reason, by, isAutomatic],
  );
  return count === 1;
}
