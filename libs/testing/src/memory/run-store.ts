import type { Checkpoint } from '@millrace/machine';
import {
  briefStep,
  isListed,
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
  type RunSignal,
  type RunStatus,
  type RunStore,
  type RunWithPayload,
  type StepListRequest,
  type StepRecord,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import { listRuns } from './run-lists.ts';
import {
  newRow,
  remainsOf,
  shownStatus,
  stepCountOf,
  toRunWithPayload,
  withEnd,
  withSteps,
  type RunRow,
  type VersionNames,
} from './run-row.ts';
import type { RunTable } from './run-table.ts';
import { timeOfUuid } from './uuid-time.ts';

interface RunAddress {
  readonly workspaceId: string;
  readonly runId: string;
}

/** Runs in memory, with the promises of the real store. Each method happens at once and as a whole. */
export class MemoryRunStore implements RunStore {
  readonly #table: RunTable;
  readonly #namesOf: (versionId: string) => VersionNames | undefined;

  /** `namesOf`: as a join would find them; a run without is not found, as it would not be there. */
  constructor(table: RunTable, namesOf: (versionId: string) => VersionNames | undefined) {
    this.#table = table;
    this.#namesOf = namesOf;
  }

  accept(run: NewRun, lease?: Readonly<LeaseRequest>): Promise<AcceptResult> {
    return atOnce(() => this.#table.keep(newRow(run, this.#nowMs, lease)));
  }

  acceptFinished(
    run: NewRun,
    { end, steps, journal, store, checkpoint }: Readonly<Omit<Finish, 'lease'>>,
  ): Promise<AcceptResult> {
    return atOnce(() => {
      const begun: RunRow = {
        run,
        status: 'running',
        fence: 1,
        losses: 0,
        steps: [],
        startedAtMs: run.acceptedAtMs,
        ...(checkpoint && { checkpoint: JSON.stringify(checkpoint) }),
      };
      const admitted = run.admission === undefined ? begun : { ...begun, admittedAtMs: this.#nowMs };
      const result = this.#table.keep(withEnd(withSteps(admitted, steps), end));
      if (result.kind === 'accepted') {
        this.#table.keepJournal(run.id, journal);
        this.#table.values.change(store?.changes);
      }
      return result;
    });
  }

  get #nowMs(): number {
    return this.#table.clock.nowMs();
  }

  findRepetition(run: Parameters<RunStore['findRepetition']>[0]): ReturnType<RunStore['findRepetition']> {
    return atOnce(() => this.#table.findRepetition(run));
  }

  claimDue({
    workerId,
    leaseSeconds,
    limit,
    losses: { from = 0, below = Infinity } = {},
  }: Parameters<RunStore['claimDue']>[0]): Promise<readonly ClaimedRun[]> {
    return atOnce(() => {
      const nowMs = this.#nowMs;
      const due = [...this.#table.rows.values()]
        .filter((row) => isDue(row, nowMs) && lossesOf(row) >= from && lossesOf(row) < below)
        .sort(
          (a, b) =>
            b.run.priority - a.run.priority ||
            Number(b.status === 'running') - Number(a.status === 'running') ||
            (a.dueMs ?? 0) - (b.dueMs ?? 0),
        )
        .slice(0, limit);
      return due.map(({ signals = [], ...row }) => {
        const claimed: RunRow = {
          ...row,
          status: 'running',
          fence: row.fence + 1,
          workerId,
          dueMs: nowMs + leaseSeconds * 1000,
          startedAtMs: row.startedAtMs ?? nowMs,
          losses: lossesOf(row),
        };
        const isKnown = row.status === 'waiting' && !signals.includes('');
        const heard = isKnown ? { answers: signals } : {};
        return { ...toClaimedRun(this.#table.put(claimed), this.#table.cancelOf(claimed)), ...heard };
      });
    });
  }

  findNextDue({ withinMs }: { readonly withinMs: number }): Promise<number | undefined> {
    return atOnce(() => {
      const nowMs = this.#table.clock.nowMs();
      const waits = [...this.#table.rows.values()].flatMap(({ dueMs, status }) =>
        dueMs === undefined || status === 'running' ? [] : [dueMs - nowMs],
      );
      const next = Math.min(...waits.filter((waitMs) => waitMs > 0 && waitMs <= withinMs));
      return next === Infinity ? undefined : next;
    });
  }

  renewLeases({ leases, leaseSeconds }: Readonly<LeaseRequest & { leases: readonly Lease[] }>): Promise<LeaseRenewal> {
    return atOnce(() => {
      const dueMs = this.#nowMs + leaseSeconds * 1000;
      const renewed = leases.filter((lease) => this.#table.move(lease, (row) => ({ ...row, dueMs })));
      return { renewed: renewed.map(({ runId }) => runId), busy: [] };
    });
  }

  renewBusy({ lease, leaseSeconds }: Readonly<LeaseRequest & { lease: Lease }>): Promise<boolean> {
    return atOnce(() => this.#table.move(lease, (row) => ({ ...row, dueMs: this.#nowMs + leaseSeconds * 1000 })));
  }

  advance(progress: Readonly<Progress>): Promise<boolean> {
    return atOnce(() => this.#move(progress, (row) => withPosition(row, progress)));
  }

  park(progress: Readonly<Progress & { availableAtMs: number }>): Promise<boolean> {
    return atOnce(() =>
      this.#move(progress, (row) => {
        const { workerId: _, ...left } = withPosition(row, progress);
        const isUrgent = left.cancel !== undefined && !(left.cancel === 'compensate' && left.isCompensating === true);
        return {
          ...left,
          status: 'waiting',
          losses: 0,
          dueMs: isUrgent ? this.#nowMs : Math.max(this.#nowMs, progress.availableAtMs),
        };
      }),
    );
  }

  finish({ followUp, ...finish }: Readonly<Finish & { followUp?: NewRun }>): Promise<boolean> {
    return atOnce(() => {
      const isOurs = this.#move(finish, (row) => withEnd(withPosition(row, finish), finish.end));
      if (isOurs && followUp !== undefined) this.#table.keep(newRow(followUp, this.#nowMs));
      return isOurs;
    });
  }

  #move(
    { lease, steps, journal, store }: Pick<Progress, 'lease' | 'steps' | 'journal' | 'store'>,
    change: (row: RunRow) => RunRow,
  ): boolean {
    const isOurs = this.#table.move(lease, (row) => change(withSteps(row, steps)));
    if (isOurs) {
      this.#table.keepJournal(lease.runId, journal);
      this.#table.values.change(store?.changes);
    }
    return isOurs;
  }

  release(leases: readonly Lease[]): Promise<void> {
    return atOnce(() => {
      for (const lease of leases) {
        this.#table.move(lease, ({ workerId: _, ...row }) => ({
          ...row,
          status: row.checkpoint === undefined ? 'queued' : 'waiting',
          signals: [...(row.signals ?? []), ''],
          fence: row.fence + 1,
          losses: 0,
          dueMs: this.#nowMs,
        }));
      }
    });
  }

  expireLeases({ exceptWorkerId }: { readonly exceptWorkerId: string }): Promise<number> {
    return atOnce(() => {
      const held = [...this.#table.rows.values()].filter(
        ({ status, workerId, dueMs }) =>
          status === 'running' && workerId !== exceptWorkerId && (dueMs ?? -Infinity) > this.#nowMs,
      );
      for (const row of held) this.#table.put({ ...row, dueMs: this.#nowMs });
      return held.length;
    });
  }

  requestCancel({
    compensate = false,
    ...address
  }: RunAddress & { readonly compensate?: boolean }): Promise<
    'cancelled' | 'requested' | 'already_ended' | 'not_found'
  > {
    return atOnce(() => {
      const row = this.#find(address);
      if (row === undefined) return 'not_found';
      return row.end === undefined ? this.#table.cancel(row, compensate ? 'compensate' : 'stop') : 'already_ended';
    });
  }

  findSignals({ runIds, heard }: Parameters<RunStore['findSignals']>[0]): Promise<readonly RunSignal[]> {
    return atOnce(() => {
      for (const { runId, source } of heard) this.#table.forgetSignal(runId, source);
      return runIds.flatMap((runId) => {
        const found = this.#table.rows.get(runId);
        const answers = found?.signals ?? [];
        const cancel = found && this.#table.cancelOf(found);
        if (answers.length === 0 && cancel === undefined) return [];
        return {
          runId,
          ...(cancel === undefined ? {} : { cancel }),
          ...(answers.length > 0 ? { answers } : {}),
        };
      });
    });
  }

  findNews(known: Parameters<RunStore['findNews']>[0]): ReturnType<RunStore['findNews']> {
    return atOnce(() =>
      known.flatMap(({ runId: id, stepCount = Infinity }) => {
        const row = this.#table.rows.get(id);
        if (row === undefined || (row.end === undefined && stepCountOf(row) <= stepCount)) return [];
        const ended = row.end === undefined ? {} : { endedAtMs: row.end.endedAtMs };
        return [{ id, versionId: row.run.versionId, stepCount: stepCountOf(row), ...ended }];
      }),
    );
  }

  find(address: RunAddress): Promise<RunWithPayload | undefined> {
    return atOnce(() => {
      const row = this.#find(address);
      const names = row === undefined ? undefined : this.#namesOf(row.run.versionId);
      return row === undefined || names === undefined ? undefined : toRunWithPayload(row, names);
    });
  }

  #find({ workspaceId, runId }: RunAddress): RunRow | undefined {
    const row = this.#table.rows.get(runId);
    return row?.run.workspaceId === workspaceId ? row : undefined;
  }

  list(filter: RunFilter): Promise<Page<Run>> {
    return atOnce(() => listRuns(this.#table.rows.values(), filter, this.#namesOf));
  }

  listSteps(request: StepListRequest): Promise<readonly StepRecord[]> {
    return atOnce(() => {
      const records = (this.#find(request)?.steps ?? []).slice((request.afterSequence ?? -1) + 1);
      const steps = records.map((text) => JSON.parse(text) as StepRecord).filter((step) => isListed(step, request));
      return steps.slice(0, request.limit).map((step) => (request.isBrief === true ? briefStep(step) : step));
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
      for (const row of this.#table.rows.values()) {
        const { run } = row;
        if (
          run.isTest === true ||
          timeOfUuid(run.id) < acceptedFromMs ||
          (workspaceId ?? run.workspaceId) !== run.workspaceId
        )
          continue;
        const status = shownStatus(row);
        counts[status] = (counts[status] ?? 0) + 1;
      }
      return counts;
    });
  }

  findRemains(address: RunAddress): ReturnType<RunStore['findRemains']> {
    return atOnce(() => {
      const row = this.#find(address);
      return row && remainsOf(row);
    });
  }

  listRetries({ workspaceId, runId }: RunAddress): Promise<readonly RetriedRun[]> {
    return atOnce(() =>
      [...this.#table.rows.values()]
        .flatMap((row) => {
          const { id, retryOf } = row.run;
          if (retryOf?.id !== runId || row.run.workspaceId !== workspaceId) return [];
          return [{ id, kind: retryOf.kind, status: shownStatus(row) }];
        })
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, 100),
    );
  }

  /** The newest run of a workflow, for its list. */
  findLast(workflowId: string): Pick<Run, 'id' | 'status' | 'acceptedAtMs'> | undefined {
    const [last] = [...this.#table.rows.values()]
      .filter(({ run }) => run.workflowId === workflowId && run.isTest !== true)
      .sort((a, b) => (a.run.id < b.run.id ? 1 : -1));
    return last && { id: last.run.id, status: shownStatus(last), acceptedAtMs: last.run.acceptedAtMs };
  }
}

function isDue({ dueMs, status, signals = [] }: RunRow, nowMs: number): boolean {
  return dueMs !== undefined && (dueMs <= nowMs || (status === 'waiting' && signals.length > 0));
}

/** A claim of a run that was lost is one more loss. */
const lossesOf = ({ losses, status }: RunRow): number => losses + (status === 'running' ? 1 : 0);

function withPosition(
  row: RunRow,
  {
    checkpoint,
    journal = [],
    isCompensating,
    steps,
  }: Pick<Progress, 'checkpoint' | 'journal' | 'isCompensating' | 'steps'>,
): RunRow {
  // One whose steps others follow already came late: its position is an old one.
  const isLate = (steps.at(-1)?.sequence ?? Infinity) + 1 < stepCountOf(row);
  return {
    ...row,
    ...(journal.length === 0 ? {} : { losses: 0 }),
    ...(checkpoint === undefined || isLate
      ? {}
      : { checkpoint: JSON.stringify(checkpoint), currentState: checkpoint.state, losses: 0 }),
    ...(isCompensating === undefined ? {} : { isCompensating }),
  };
}

function toClaimedRun(row: RunRow, cancel: ClaimedRun['cancel']): ClaimedRun {
  const {
    id: runId,
    workspaceId,
    workflowId,
    versionId,
    trigger,
    input,
    acceptedAtMs,
    parent,
    admission,
    isTest,
    keySeed,
  } = row.run;
  return {
    ...{ runId, workspaceId, workflowId, versionId, trigger, input, acceptedAtMs },
    fence: row.fence,
    ...(row.checkpoint === undefined ? {} : { checkpoint: JSON.parse(row.checkpoint) as Checkpoint }),
    stepCount: stepCountOf(row),
    ...(cancel === undefined ? {} : { cancel }),
    ...(parent === undefined ? {} : { parent }),
    isCompensating: row.isCompensating === true,
    losses: row.losses,
    isAdmitted: admission !== undefined,
    ...(isTest === true ? { isTest } : {}),
    ...(keySeed === undefined ? {} : { keySeed }),
  };
}
