import type { Checkpoint } from '@millrace/machine';
import {
  RuntimeError,
  type AcceptResult,
  type ClaimedRun,
  type Clock,
  type Finish,
  type Lease,
  type LeaseRequest,
  type NewRun,
  type Page,
  type Progress,
  type Run,
  type RunFilter,
  type RunStatus,
  type RunStore,
  type RunWithPayload,
  type StepRecord,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import { stepCountOf, toRun, toRunWithPayload, withEnd, withSteps, type RunRow, type VersionNames } from './run-row.ts';
import { isUuid, timeOfUuid } from './uuid-time.ts';

interface KeptKey {
  readonly runId: string;
  readonly contentHash: string;
  readonly expiresAtMs: number;
}
interface RunAddress {
  readonly workspaceId: string;
  readonly runId: string;
}

/** Runs in memory, with the promises of the real store. Each method happens at once and as a whole. */
export class MemoryRunStore implements RunStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #namesOf: (versionId: string) => VersionNames | undefined;
  readonly #rows = new Map<string, RunRow>();
  readonly #keys = new Map<string, KeptKey>();

  /** `namesOf`: as a join would find them; a run without is not found, as it would not be there. */
  constructor(clock: Pick<Clock, 'nowMs'>, namesOf: (versionId: string) => VersionNames | undefined) {
    this.#clock = clock;
    this.#namesOf = namesOf;
  }

  accept(run: NewRun, lease?: Readonly<LeaseRequest>): Promise<AcceptResult> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const begun = { run, isCancelRequested: false, steps: [] };
      return this.#keep(
        lease === undefined
          ? { ...begun, status: 'queued', fence: 0, dueMs: nowMs }
          : {
              ...begun,
              status: 'running',
              fence: 1,
              workerId: lease.workerId,
              dueMs: nowMs + lease.leaseSeconds * 1000,
              startedAtMs: run.acceptedAtMs,
            },
      );
    });
  }

  acceptFinished(run: NewRun, { end, steps }: Readonly<Omit<Finish, 'lease'>>): Promise<AcceptResult> {
    return atOnce(() => {
      const begun = { run, status: end.status, fence: 1, isCancelRequested: false, steps: [] };
      return this.#keep(withEnd(withSteps({ ...begun, startedAtMs: run.acceptedAtMs }, steps), end));
    });
  }

  #keep(row: RunRow): AcceptResult {
    const { id, dedupe, workflowId, trigger } = row.run;
    const key = JSON.stringify([workflowId, trigger.id, dedupe?.key]);
    const first = dedupe === undefined ? undefined : this.#keys.get(key);
    const nowMs = this.#clock.nowMs();
    if (first !== undefined && first.expiresAtMs >= nowMs && first.runId !== id)
      return { kind: 'duplicate', runId: first.runId, sameContent: first.contentHash === dedupe?.contentHash };
    if (this.#rows.has(id)) throw new RuntimeError('store.unavailable', `There is a run ${id} already.`);
    if (dedupe !== undefined) {
      const { contentHash, windowSeconds } = dedupe;
      this.#keys.set(key, { runId: id, contentHash, expiresAtMs: nowMs + windowSeconds * 1000 });
    }
    this.#rows.set(id, row);
    return { kind: 'accepted', fence: row.fence };
  }

  claimDue({
    workerId,
    leaseSeconds,
    limit,
  }: Readonly<LeaseRequest & { limit: number }>): Promise<readonly ClaimedRun[]> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const due = [...this.#rows.values()]
        .filter(({ dueMs }) => dueMs !== undefined && dueMs <= nowMs)
        .sort((a, b) => b.run.priority - a.run.priority || (a.dueMs ?? 0) - (b.dueMs ?? 0))
        .slice(0, limit);
      return due.map((row) => {
        const claimed: RunRow = {
          ...row,
          status: 'running',
          fence: row.fence + 1,
          workerId,
          dueMs: nowMs + leaseSeconds * 1000,
          startedAtMs: row.startedAtMs ?? nowMs,
        };
        this.#rows.set(row.run.id, claimed);
        return toClaimedRun(claimed);
      });
    });
  }

  renewLeases({
    leases,
    leaseSeconds,
  }: Readonly<LeaseRequest & { leases: readonly Lease[] }>): Promise<readonly string[]> {
    return atOnce(() => {
      const dueMs = this.#clock.nowMs() + leaseSeconds * 1000;
      return leases.filter((lease) => this.#move(lease, (row) => ({ ...row, dueMs }))).map(({ runId }) => runId);
    });
  }

  advance({ lease, checkpoint, steps }: Readonly<Progress>): Promise<boolean> {
    return atOnce(() => {
      return this.#move(lease, (row) => withSteps(withPosition(row, checkpoint), steps));
    });
  }

  park({ lease, checkpoint, steps, availableAtMs }: Readonly<Progress & { availableAtMs: number }>): Promise<boolean> {
    return atOnce(() => {
      return this.#move(lease, (row) => {
        const { workerId: _, ...left } = withSteps(withPosition(row, checkpoint), steps);
        const nowMs = this.#clock.nowMs();
        return { ...left, status: 'waiting', dueMs: row.isCancelRequested ? nowMs : Math.max(nowMs, availableAtMs) };
      });
    });
  }

  finish({ lease, end, steps }: Readonly<Finish>): Promise<boolean> {
    return atOnce(() => {
      return this.#move(lease, (row) => withEnd(withSteps(row, steps), end));
    });
  }

  #move({ runId, fence }: Lease, change: (row: RunRow) => RunRow): boolean {
    const row = this.#rows.get(runId);
    if (row?.status !== 'running' || row.fence !== fence) return false;
    this.#rows.set(runId, change(row));
    return true;
  }

  release(leases: readonly Lease[]): Promise<void> {
    return atOnce(() => {
      for (const lease of leases) {
        this.#move(lease, ({ workerId: _, ...row }) => ({
          ...row,
          status: row.checkpoint === undefined ? 'queued' : 'waiting',
          fence: row.fence + 1,
          dueMs: this.#clock.nowMs(),
        }));
      }
    });
  }

  expireLeases({ exceptWorkerId }: { readonly exceptWorkerId: string }): Promise<number> {
    return atOnce(() => {
      const held = [...this.#rows.values()].filter(
        ({ status, workerId }) => status === 'running' && workerId !== exceptWorkerId,
      );
      for (const row of held) this.#rows.set(row.run.id, { ...row, dueMs: this.#clock.nowMs() });
      return held.length;
    });
  }

  requestCancel(address: RunAddress): Promise<'cancelled' | 'requested' | 'already_ended' | 'not_found'> {
    return atOnce(() => {
      const row = this.#find(address);
      if (row === undefined) return 'not_found';
      if (row.end !== undefined) return 'already_ended';
      const asked = { ...row, isCancelRequested: true };
      const isRunning = row.status === 'running';
      this.#rows.set(
        row.run.id,
        isRunning ? asked : withEnd(asked, { status: 'cancelled', endedAtMs: this.#clock.nowMs() }),
      );
      return isRunning ? 'requested' : 'cancelled';
    });
  }

  findCancelRequests(runIds: readonly string[]): Promise<readonly string[]> {
    return atOnce(() => {
      return runIds.filter((runId) => this.#rows.get(runId)?.isCancelRequested === true);
    });
  }

  find(address: RunAddress): Promise<RunWithPayload | undefined> {
    return atOnce(() => {
      const row = this.#find(address);
      const names = row === undefined ? undefined : this.#namesOf(row.run.versionId);
      return row === undefined || names === undefined ? undefined : toRunWithPayload(row, names);
    });
  }

  #find({ workspaceId, runId }: RunAddress): RunRow | undefined {
    const row = this.#rows.get(runId);
    return row?.run.workspaceId === workspaceId ? row : undefined;
  }

  list(filter: RunFilter): Promise<Page<Run>> {
    return atOnce(() => {
      if (filter.cursor !== undefined && !isUuid(filter.cursor)) {
        throw new RuntimeError('list.cursor_invalid', 'The cursor is none that a list has given out.');
      }
      const found = [...this.#rows.values()]
        .flatMap((row) => {
          const names = this.#namesOf(row.run.versionId);
          return names === undefined || !isListed(row, names, filter) ? [] : [toRun(row, names)];
        })
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      const items = found.slice(0, filter.limit);
      const last = items.at(-1);
      return found.length > filter.limit && last !== undefined ? { items, nextCursor: last.id } : { items };
    });
  }

  listSteps({
    afterSequence = -1,
    limit,
    ...address
  }: RunAddress & { readonly afterSequence?: number; readonly limit: number }): Promise<readonly StepRecord[]> {
    return atOnce(() => {
      const records = this.#find(address)?.steps ?? [];
      return records.slice(afterSequence + 1, afterSequence + 1 + limit).map((text) => JSON.parse(text) as StepRecord);
    });
  }

  countByStatus({
    workspaceId,
    acceptedFromMs,
  }: {
    readonly workspaceId?: string;
    readonly acceptedFromMs: number;
  }): Promise<Readonly<Partial<Record<RunStatus, number>>>> {
    return atOnce(() => {
      const counts: Partial<Record<RunStatus, number>> = {};
      for (const { run, status } of this.#rows.values()) {
        if (timeOfUuid(run.id) < acceptedFromMs || (workspaceId ?? run.workspaceId) !== run.workspaceId) continue;
        counts[status] = (counts[status] ?? 0) + 1;
      }
      return counts;
    });
  }

  /** The newest run of a workflow, for its list. */
  findLast(workflowId: string): Pick<Run, 'id' | 'status' | 'acceptedAtMs'> | undefined {
    const [last] = [...this.#rows.values()]
      .filter(({ run }) => run.workflowId === workflowId)
      .sort((a, b) => (a.run.id < b.run.id ? 1 : -1));
    return last && { id: last.run.id, status: last.status, acceptedAtMs: last.run.acceptedAtMs };
  }
}

function withPosition(row: RunRow, checkpoint: Checkpoint): RunRow {
  return { ...row, checkpoint: JSON.stringify(checkpoint), currentState: checkpoint.state };
}

function toClaimedRun(row: RunRow): ClaimedRun {
  const { workspaceId, workflowId, versionId, trigger, input, acceptedAtMs } = row.run;
  return {
    runId: row.run.id,
    fence: row.fence,
    workspaceId,
    workflowId,
    versionId,
    trigger,
    input,
    acceptedAtMs,
    ...(row.checkpoint === undefined ? {} : { checkpoint: JSON.parse(row.checkpoint) as Checkpoint }),
    stepCount: stepCountOf(row),
    cancelRequested: row.isCancelRequested,
  };
}

/** Times are those inside the ids. */
function isListed({ run, status }: RunRow, { workflowName }: VersionNames, filter: RunFilter): boolean {
  const acceptedMs = timeOfUuid(run.id);
  return (
    run.workspaceId === filter.workspaceId &&
    (filter.workflowName ?? workflowName) === workflowName &&
    filter.statuses?.includes(status) !== false &&
    acceptedMs >= (filter.acceptedFromMs ?? 0) &&
    acceptedMs < (filter.acceptedUntilMs ?? Infinity) &&
    (filter.cursor === undefined || run.id < filter.cursor)
  );
}
