import {
  briefStep,
  isListed,
  isOutage,
  UnreadClaims,
  type AcceptResult,
  type ClaimedRun,
  type Finish,
  type Lease,
  type LeaseRenewal,
  type LeaseRequest,
  type NewRun,
  type Page,
  type Progress,
  type RetriedRun,
  type Run,
  type RunFilter,
  type RunRemains,
  type RunSignal,
  type RunStatus,
  type RunStore,
  type RunWithPayload,
  type StepListRequest,
  type StepRecord,
} from '@millrace/runtime';
import type pg from 'pg';
import { GroupCommit } from './group-commit.ts';
import { fullRecord, LargeValues, textsOf, type Bodies } from './large-values.ts';
import { listBounds } from './list-bounds.ts';
import { PayloadKeeper } from './payload-keeper.ts';
import { isDatabaseFault, storeFailure } from './postgres-errors.ts';
import {
  finishMove,
  journalRows,
  newRunRow,
  parkMove,
  progressMove,
  stepRows,
  storeWriteRow,
  toClaimedRun,
  toRemains,
  toRun,
  toRunWithPayload,
} from './run-rows.ts';
import { cancelRun, findSignals } from './sql/cancel-run.ts';
import { claimRuns, findNextDue, type ClaimedRunRow } from './sql/claim-runs.ts';
import { expireLeases } from './sql/expire-leases.ts';
import { findRemains, listRetries } from './sql/find-retries.ts';
import { findNews } from './sql/find-news.ts';
import { countRuns, findRun } from './sql/find-run.ts';
import { listRuns } from './sql/list-runs.ts';
import { isNarrowed, listSteps } from './sql/list-steps.ts';
import { findDuplicate, readRunState } from './sql/read-outcomes.ts';
import { releaseRuns } from './sql/release-runs.ts';
import { renewBusyLease, renewLeases } from './sql/renew-leases.ts';
import { writeBatch, type MoveRow, type NewRunRow } from './sql/write-batch.ts';
import { parseSteps } from './step-texts.ts';
import { firstUuidOf, isUuid } from './uuid.ts';
import { VersionPayloads } from './version-payloads.ts';
import { hasFollowers, writeWithFollowers } from './write-followers.ts';

interface RunAddress {
  readonly workspaceId: string;
  readonly runId: string;
}

/** Runs in Postgres. All writes of runs that are held go through one group commit. */
export class PostgresRunStore implements RunStore {
  readonly #pool: pg.Pool;
  readonly #leasePool: pg.Pool;
  readonly #payloads: PayloadKeeper;
  readonly #versions: VersionPayloads;
  readonly groupCommit: GroupCommit;

  constructor(pool: pg.Pool, leasePool = pool) {
    this.#pool = pool;
    this.#leasePool = leasePool;
    this.#payloads = new PayloadKeeper(pool);
    this.#versions = new VersionPayloads(pool);
    this.groupCommit = new GroupCommit(async (batch) => {
      if (batch.bodies.size > 0) await this.#payloads.keep(batch.bodies);
      return hasFollowers(batch) ? writeWithFollowers(pool, batch) : writeBatch(pool, batch);
    });
  }

  accept(run: NewRun, lease?: Readonly<LeaseRequest>): Promise<AcceptResult> {
    return this.#keep(run, lease === undefined ? {} : { lease });
  }

  acceptFinished(run: NewRun, finish: Readonly<Omit<Finish, 'lease'>>): Promise<AcceptResult> {
    return this.#keep(run, { finish });
  }

  async #keep(
    run: NewRun,
    how: { lease?: Readonly<LeaseRequest>; finish?: Readonly<Omit<Finish, 'lease'>> },
  ): Promise<AcceptResult> {
    const large = new LargeValues();
    const row = newRunRow(run, { ...how, large, keptPayloads: this.#versions.keptOf(run.versionId) });
    const { written, retried } = await this.groupCommit.write({
      run: row,
      steps: stepRows(run.id, how.finish?.steps ?? [], { large, runInput: run.input }),
      journal: journalRows(run.id, how.finish?.journal, large),
      ...(how.finish?.store === undefined ? {} : { store: storeWriteRow(run.id, how.finish.store) }),
      bodies: large.bodies,
    });
    // What a test of a draft executes has no other run.
    if (run.isTest !== true) this.#versions.learn(run.versionId);
    if (written) return { kind: 'accepted', fence: row.fence };
    const first = await this.findRepetition(run);
    // Ours after all: an earlier try was committed, and its answer lost.
    if (first === undefined || first.runId === run.id) {
      if (retried && (await this.#ask(() => readRunState(this.#pool, run.id))) !== undefined)
        return { kind: 'accepted', fence: row.fence };
      throw storeFailure(new Error(`Run ${run.id} was not kept, and is no duplicate.`));
    }
    return first;
  }

  async findRepetition({
    workflowId,
    trigger,
    dedupe,
  }: Parameters<RunStore['findRepetition']>[0]): ReturnType<RunStore['findRepetition']> {
    if (dedupe === undefined) return undefined;
    const site = { workflowId, triggerId: trigger.id, key: dedupe.key };
    const first = await this.#ask(() => findDuplicate(this.#pool, site));
    if (first === undefined) return undefined;
    return { kind: 'duplicate', runId: first.runId, sameContent: first.contentHash === dedupe.contentHash };
  }

  async claimDue(request: Parameters<RunStore['claimDue']>[0]): Promise<readonly ClaimedRun[]> {
    const rows = await this.#ask(() => claimRuns(this.#pool, request));
    try {
      return await this.#readClaims(rows);
    } catch (cause) {
      if (isOutage(cause))
        throw new UnreadClaims(
          rows.map(({ id, fence }) => ({ runId: id, fence })),
          cause,
        );
      // One that cannot be read is no reason for the others beside it: its lease runs out.
      const each = await Promise.allSettled(rows.map((row) => this.#readClaims([row])));
      const read = each.flatMap((claim) => (claim.status === 'fulfilled' ? claim.value : []));
      if (read.length === 0) throw cause;
      return read;
    }
  }

  async #readClaims(rows: readonly ClaimedRunRow[]): Promise<readonly ClaimedRun[]> {
    const bodies = await this.#read(rows.flatMap(({ input, checkpoint }) => [input, checkpoint]));
    return rows.map((row) => toClaimedRun(row, bodies));
  }

  findNextDue({ withinMs }: { readonly withinMs: number }): Promise<number | undefined> {
    return this.#ask(() => findNextDue(this.#pool, withinMs));
  }

  renewLeases({ leases, leaseSeconds }: Readonly<LeaseRequest & { leases: readonly Lease[] }>): Promise<LeaseRenewal> {
    return this.#ask(() => renewLeases(this.#leasePool, { ...inOrder(leases), leaseSeconds }));
  }

  renewBusy({ lease, leaseSeconds }: Readonly<LeaseRequest & { lease: Lease }>): Promise<boolean> {
    return this.#ask(() => renewBusyLease(this.#leasePool, { ...lease, leaseSeconds }));
  }

  advance(progress: Readonly<Progress>): Promise<boolean> {
    return this.#move(progress, (large) => progressMove(progress, large));
  }

  park(progress: Readonly<Progress & { availableAtMs: number }>): Promise<boolean> {
    return this.#move(progress, (large) => parkMove(progress, { nowMs: Date.now(), large }));
  }

  finish(finish: Readonly<Finish & { followUp?: NewRun }>): Promise<boolean> {
    return this.#move(finish, (large) => finishMove(finish, large));
  }

  async #move(
    {
      steps,
      journal,
      runInput,
      store,
      followUp,
    }: Pick<Progress, 'steps' | 'journal' | 'runInput' | 'store'> & { readonly followUp?: NewRun },
    toMove: (large: LargeValues) => MoveRow,
  ): Promise<boolean> {
    const large = new LargeValues();
    const move = toMove(large);
    const { written, retried } = await this.groupCommit.write({
      move,
      ...(followUp === undefined ? {} : { run: this.#followerRow(followUp, move.id, large) }),
      steps: stepRows(move.id, steps, { large, runInput }),
      journal: journalRows(move.id, journal, large),
      ...(store === undefined ? {} : { store: storeWriteRow(move.id, store) }),
      bodies: large.bodies,
    });
    if (written || !retried) return written;
    const state = await this.#ask(() => readRunState(this.#pool, move.id));
    return state?.fence === move.fence && state.status === move.status;
  }

  #followerRow(run: NewRun, follows: string, large: LargeValues): NewRunRow {
    return { ...newRunRow(run, { large, keptPayloads: this.#versions.keptOf(run.versionId) }), follows };
  }

  release(leases: readonly Lease[]): Promise<void> {
    return this.#ask(() => releaseRuns(this.#pool, inOrder(leases)));
  }

  expireLeases({ exceptWorkerId }: { readonly exceptWorkerId: string }): Promise<number> {
    return this.#ask(() => expireLeases(this.#pool, exceptWorkerId));
  }

  async requestCancel({
    compensate = false,
    ...address
  }: RunAddress & { readonly compensate?: boolean }): Promise<
    'cancelled' | 'requested' | 'already_ended' | 'not_found'
  > {
    if (!isUuid(address.runId)) return 'not_found';
    return this.#ask(() => cancelRun(this.#pool, { ...address, mode: compensate ? 'compensate' : 'stop' }));
  }

  findSignals(request: Parameters<RunStore['findSignals']>[0]): Promise<readonly RunSignal[]> {
    return this.#ask(() => findSignals(this.#pool, request));
  }

  async findNews(known: Parameters<RunStore['findNews']>[0]): ReturnType<RunStore['findNews']> {
    const rows = await this.#ask(() => findNews(this.#pool, known));
    return rows.map(({ id, version_id: versionId, step_count: stepCount, ended_at: endedAt }) => ({
      ...{ id, versionId, stepCount },
      ...(endedAt === null ? {} : { endedAtMs: endedAt.getTime() }),
    }));
  }

  async find({ workspaceId, runId }: RunAddress): Promise<RunWithPayload | undefined> {
    if (!isUuid(runId)) return undefined;
    const row = await this.#ask(() => findRun(this.#pool, workspaceId, runId));
    return row && toRunWithPayload(row, await this.#read([row.input, row.output]));
  }

  async list(filter: RunFilter): Promise<Page<Run>> {
    if (filter.parentRunId !== undefined && !isUuid(filter.parentRunId)) return { items: [] };
    const bounds = listBounds(filter);
    const rows = await this.#ask(() => listRuns(this.#pool, { ...filter, ...bounds, limit: filter.limit + 1 }));
    const items = rows.slice(0, filter.limit).map(toRun);
    const last = items.at(-1);
    return rows.length > filter.limit && last !== undefined ? { items, nextCursor: last.id } : { items };
  }

  async findRemains(address: RunAddress): Promise<RunRemains | undefined> {
    if (!isUuid(address.runId)) return undefined;
    const row = await this.#ask(() => findRemains(this.#pool, address));
    return row && toRemains(row, await this.#read([row.checkpoint]));
  }

  async listRetries(address: RunAddress): Promise<readonly RetriedRun[]> {
    if (!isUuid(address.runId)) return [];
    const rows = await this.#ask(() => listRetries(this.#pool, address));
    return rows.map(({ id, retry_kind: kind, status }) => ({ id, kind, status: status as RunStatus }));
  }

  async listSteps(request: StepListRequest): Promise<readonly StepRecord[]> {
    if (!isUuid(request.runId)) return [];
    const { limit, isBrief = false } = request;
    const steps: StepRecord[] = [];
    let { afterSequence = -1 } = request;
    // Of a narrowed list a row may turn out to have no step that is wanted.
    for (let isOver = false; !isOver && steps.length < limit;) {
      const rows = await this.#ask(() => listSteps(this.#pool, { ...request, afterSequence }));
      const read = rows.flatMap(parseSteps);
      steps.push(...read.filter((step) => isListed(step, { ...request, afterSequence })));
      isOver = !isNarrowed(request) || rows.length <= limit;
      afterSequence = read.at(-1)?.sequence ?? afterSequence;
    }
    const listed = steps.slice(0, limit);
    if (isBrief) return listed.map(briefStep);
    const bodies = await this.#read(listed.flatMap(textsOf));
    return listed.map((step) => fullRecord(step, bodies));
  }

  async countByStatus({
    workspaceId,
    acceptedFromMs,
  }: {
    readonly workspaceId?: string;
    readonly acceptedFromMs: number;
  }): Promise<Readonly<Partial<Record<RunStatus, number>>>> {
    const rows = await this.#ask(() => countRuns(this.#pool, workspaceId, firstUuidOf(acceptedFromMs)));
    return Object.fromEntries(rows.map(({ status, runs }) => [status, runs]));
  }

  #read(texts: readonly (string | null | undefined)[]): Promise<Bodies> {
    return this.#ask(() => this.#payloads.read(texts));
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw isDatabaseFault(cause) ? storeFailure(cause) : cause;
    }
  }
}

/** Sorted, so that statements which run side by side lock rows in one order. */
function inOrder(leases: readonly Lease[]): { readonly ids: readonly string[]; readonly fences: readonly number[] } {
  const sorted = [...leases].sort((a, b) => (a.runId < b.runId ? -1 : 1));
  return { ids: sorted.map((lease) => lease.runId), fences: sorted.map((lease) => lease.fence) };
}
