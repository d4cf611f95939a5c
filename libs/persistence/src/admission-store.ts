import type { AdmissionStore } from '@millrace/runtime';
import type pg from 'pg';
import { planAdmission, wantedRows, type AdmissionPlan } from './admission-plan.ts';
import { inTransaction } from './in-transaction.ts';
import { cancelRun } from './sql/cancel-run.ts';
import {
  ADMISSION_LOCK,
  countOpen,
  countQueued,
  readBuckets,
  readFirstOfKeys,
  readNextQuiet,
  readOldest,
  readReplaced,
  readWaitingWorkflows,
} from './sql/read-admissions.ts';
import { admitRuns, endHeldRuns, lockRuns } from './sql/write-admissions.ts';

type Admitted = Awaited<ReturnType<AdmissionStore['admit']>>;

/** Ended in one go at most; the next look goes on. */
const MAX_ENDED = 1000;
const SKIPPED = {
  error: 'Run.Skipped',
  cause: 'As many runs as the workflow allows were unfinished, or a newer run took its place.',
};
const DEBOUNCED = { error: 'Run.Debounced', cause: 'A newer event of the same key came before the time was over.' };

/** Decides in Postgres which runs may begin: one process at a time for each workflow. */
export class PostgresAdmissionStore implements AdmissionStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  admit({ workflowId, limit }: { readonly workflowId: string; readonly limit: number }): Promise<Admitted> {
    return inTransaction(this.#pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1::integer, hashtext($2::text))', [ADMISSION_LOCK, workflowId]);
      const debounced = await endReplaced(client, workflowId);
      const { next_ms: quietMs, now_ms: nowMs } = await readNextQuiet(client, workflowId);
      const first = await this.#plan(client, workflowId, { nowMs, limit });
      const replaced = await carryOut(client, first);
      // Those that were asleep have ended, and left their places.
      const plan = first.cancel.length === 0 ? first : await this.#plan(client, workflowId, { nowMs, limit });
      const then = plan === first ? { admitted: [], cancelled: [] } : await carryOut(client, plan);
      const times = [quietMs, plan.nextMs ?? null].filter((time) => time !== null);
      return {
        admitted: [...replaced.admitted, ...then.admitted],
        cancelled: [...debounced, ...replaced.cancelled, ...then.cancelled],
        ...(times.length === 0 ? {} : { nextMs: Math.ceil(Math.min(...times)) }),
      };
    });
  }

  async #plan(
    client: pg.ClientBase,
    workflowId: string,
    { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
  ): Promise<AdmissionPlan> {
    const buckets = await readBuckets(client, workflowId);
    const wanted = wantedRows(buckets, { limit, maxEnded: MAX_ENDED });
    if (wanted.length === 0) return planAdmission(buckets, [], { nowMs, limit });
    const { candidates: oldest, isDeep } = await readOldest(client, workflowId, wanted);
    // The oldest may all stand behind others of a few keys.
    const names = wanted.map(({ bucket }) => bucket);
    const others =
      isDeep && oldest.length < limit
        ? await readFirstOfKeys(client, workflowId, { buckets: names, limit: limit + MAX_ENDED })
        : [];
    const candidates = [...new Map([...oldest, ...others].map((row) => [row.run_id, row])).values()];
    return planAdmission(buckets, candidates.sort(byId), { nowMs, limit });
  }

  findWaiting(): Promise<readonly string[]> {
    return readWaitingWorkflows(this.#pool);
  }

  countQueued(request: Parameters<AdmissionStore['countQueued']>[0]): Promise<number> {
    return countQueued(this.#pool, request);
  }

  countOpen(request: Parameters<AdmissionStore['countOpen']>[0]): Promise<number> {
    return countOpen(this.#pool, request);
  }
}

async function endReplaced(client: pg.ClientBase, workflowId: string): Promise<readonly string[]> {
  const replaced = await readReplaced(client, workflowId, MAX_ENDED);
  if (replaced.length === 0) return [];
  await lockRuns(client, replaced);
  return endHeldRuns(client, replaced, DEBOUNCED);
}

const byId = (a: { readonly run_id: string }, b: { readonly run_id: string }): number => (a.run_id < b.run_id ? -1 : 1);

async function carryOut(
  client: pg.ClientBase,
  { begin, skip, cancel }: AdmissionPlan,
): Promise<Omit<Admitted, 'nextMs'>> {
  const all = [...begin, ...skip, ...cancel];
  if (all.length === 0) return { admitted: [], cancelled: [] };
  await lockRuns(client, all);
  const cancelled: string[] = [];
  for (const runId of cancel) if (await cancelUnfinished(client, runId)) cancelled.push(runId);
  if (skip.length > 0) cancelled.push(...(await endHeldRuns(client, skip, SKIPPED)));
  return { admitted: begin.length === 0 ? [] : await admitRuns(client, begin), cancelled };
}

async function cancelUnfinished(client: pg.ClientBase, runId: string): Promise<boolean> {
  const { rows } = await client.query<{ workspace_id: string }>(
    'select workspace_id from run_admission where run_id = $1::uuid',
    [runId],
  );
  const workspaceId = rows[0]?.workspace_id;
  if (workspaceId === undefined) return false;
  const answer = await cancelRun(client, { workspaceId, runId, mode: 'stop' });
  return answer === 'cancelled' || answer === 'requested';
}
