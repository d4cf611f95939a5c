import type { AdmissionStore, CancelledRun } from '@millrace/runtime';
import type pg from 'pg';
import { byArrival, planAdmission, wantedRows, type AdmissionPlan } from './admission-plan.ts';
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
  readWorkflow,
} from './sql/read-admissions.ts';
import { isQueuePaused } from './sql/read-queues.ts';
import { admitRuns, endHeldRuns, lockRuns } from './sql/write-admissions.ts';

type Request = Parameters<AdmissionStore['admit']>[0];
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

  admit(request: Request): Promise<Admitted> {
    return inTransaction(this.#pool, (client) => new AdmissionLook(client, request).admit());
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

/** One look at the runs of a workflow, in one transaction. */
class AdmissionLook {
  readonly #client: pg.ClientBase;
  readonly #request: Request;
  readonly #admitted: string[] = [];
  readonly #cancelled: CancelledRun[] = [];

  constructor(client: pg.ClientBase, request: Request) {
    this.#client = client;
    this.#request = request;
  }

  async admit(): Promise<Admitted> {
    const { workflowId } = this.#request;
    const lock = [ADMISSION_LOCK, workflowId];
    await this.#client.query('select pg_advisory_xact_lock($1::integer, hashtext($2::text))', lock);
    // What waits there is kept as it is until somebody resumes the queue.
    if (await isQueuePaused(this.#client, workflowId)) return { admitted: [], cancelled: [] };
    await this.#endReplaced();
    const { next_ms: quietMs, now_ms: nowMs } = await readNextQuiet(this.#client, workflowId);
    const first = await this.#plan(nowMs);
    await this.#carryOut(first);
    // Those that were asleep have ended, and left their places.
    const plan = first.cancel.length === 0 ? first : await this.#plan(nowMs);
    if (plan !== first) await this.#carryOut(plan);
    const times = [quietMs, plan.nextMs ?? null].filter((time) => time !== null);
    return {
      admitted: this.#admitted,
      cancelled: this.#cancelled,
      ...(times.length === 0 ? {} : { nextMs: Math.ceil(Math.min(...times)) }),
    };
  }

  async #endReplaced(): Promise<void> {
    const replaced = await readReplaced(this.#client, this.#request.workflowId, MAX_ENDED);
    if (replaced.length === 0) return;
    await lockRuns(this.#client, replaced);
    await this.#endHeld(replaced, DEBOUNCED);
  }

  async #plan(nowMs: number): Promise<AdmissionPlan> {
    const { workflowId, limit } = this.#request;
    const client = this.#client;
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
    return planAdmission(buckets, candidates.sort(byArrival), { nowMs, limit });
  }

  async #carryOut({ begin, skip, cancel }: AdmissionPlan): Promise<void> {
    const all = [...begin, ...skip, ...cancel];
    if (all.length === 0) return;
    await lockRuns(this.#client, all);
    if (cancel.length > 0) await this.#cancel(cancel);
    if (skip.length > 0) await this.#endHeld(skip, SKIPPED);
    if (begin.length > 0) this.#admitted.push(...(await admitRuns(this.#client, begin)));
  }

  async #cancel(runIds: readonly string[]): Promise<void> {
    const { workflow, nowMs } = await readWorkflow(this.#client, this.#request.workflowId);
    const end = { status: 'cancelled' as const, endedAtMs: nowMs };
    for (const runId of runIds) {
      const { workspaceId } = workflow;
      const answer = await cancelRun(this.#client, { workspaceId, runId, mode: 'stop' });
      const run = { ...workflow, runId, hasBegun: true };
      if (answer === 'requested') this.#cancelled.push(run);
      if (answer === 'cancelled') this.#cancelled.push({ ...run, end });
    }
  }

  async #endHeld(runIds: readonly string[], why: typeof SKIPPED): Promise<void> {
    const ended = await endHeldRuns(this.#client, runIds, why);
    if (ended.length === 0) return;
    const { workflow, nowMs } = await readWorkflow(this.#client, this.#request.workflowId);
    const end = { status: 'cancelled' as const, ...why, endedAtMs: nowMs };
    this.#cancelled.push(...ended.map((runId) => ({ ...workflow, runId, end, hasBegun: false })));
  }
}
