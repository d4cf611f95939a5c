import type { Admission, AdmissionStore, CancelledRun, RunEnd } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { RunRow, VersionNames } from './run-row.ts';
import type { RunTable } from './run-table.ts';

type HeldRow = RunRow & { readonly run: { readonly admission: Admission } };

/** Decides in memory which runs of the same table may begin, with the promises of the real store. */
export class MemoryAdmissionStore implements AdmissionStore {
  readonly #table: RunTable;
  readonly #namesOf: (versionId: string) => VersionNames | undefined;

  constructor(table: RunTable, namesOf: (versionId: string) => VersionNames | undefined) {
    this.#table = table;
    this.#namesOf = namesOf;
  }

  admit({
    workflowId,
    limit,
  }: {
    readonly workflowId: string;
    readonly limit: number;
  }): ReturnType<AdmissionStore['admit']> {
    return atOnce(() => {
      const [admitted, cancelled]: [string[], CancelledRun[]] = [[], []];
      cancelled.push(...this.#endDebounced(workflowId));
      cancelled.push(...this.#makeRoom(workflowId));
      const times = this.#held(workflowId).flatMap((row) => this.#quietMs(row) ?? []);
      for (const row of this.#candidates(workflowId)) {
        if (!this.#hasPlace(row)) {
          if (row.run.admission.concurrency?.overlap === 'skip') cancelled.push(this.#end(row, 'Run.Skipped'));
          continue;
        }
        const startMs = this.#nextStartMs(row);
        if (startMs !== undefined) times.push(startMs);
        else if (admitted.length < limit) {
          const nowMs = this.#nowMs;
          this.#table.put({ ...row, admittedAtMs: nowMs, dueMs: nowMs });
          admitted.push(row.run.id);
        }
      }
      return { admitted, cancelled, ...(times.length === 0 ? {} : { nextMs: Math.min(...times) }) };
    });
  }

  get #nowMs(): number {
    return this.#table.clock.nowMs();
  }

  /** In the order in which they came: a row that changes keeps its place. */
  #unfinished(workflowId: string): readonly HeldRow[] {
    return [...this.#table.rows.values()]
      .filter((row): row is HeldRow => row.run.workflowId === workflowId && row.run.admission !== undefined)
      .filter(({ end }) => end === undefined);
  }

  #held(workflowId: string): readonly HeldRow[] {
    return this.#unfinished(workflowId).filter(({ admittedAtMs }) => admittedAtMs === undefined);
  }

  /** Held runs that are quiet, and that nobody of their ordering key is before. */
  #candidates(workflowId: string): readonly HeldRow[] {
    const unfinished = this.#unfinished(workflowId);
    return this.#held(workflowId).filter((row) => {
      const { orderingKey } = row.run.admission;
      const place = unfinished.indexOf(row);
      const isBehind = unfinished.some(
        ({ run, admittedAtMs }, index) =>
          run.admission.orderingKey === orderingKey && (index < place || admittedAtMs !== undefined),
      );
      return this.#quietMs(row) === undefined && (orderingKey === undefined || !isBehind);
    });
  }

  /** When nothing newer of its key will have come for long enough; absent: it is so already. */
  #quietMs({ heldUntilMs = 0 }: RunRow): number | undefined {
    return heldUntilMs > this.#nowMs ? heldUntilMs : undefined;
  }

  #endDebounced(workflowId: string): readonly CancelledRun[] {
    const held = this.#held(workflowId);
    const replaced = held.filter(({ run: { admission } }, place) =>
      held.some(({ run }, index) => index > place && isOfKey(run.admission.debounce, admission.debounce)),
    );
    return replaced.map((row) => this.#end(row, 'Run.Debounced'));
  }

  /** Of each key that wants its newest runs only, the others end or are asked to. */
  #makeRoom(workflowId: string): readonly CancelledRun[] {
    const cancelled: CancelledRun[] = [];
    for (const row of this.#candidates(workflowId)) {
      const { concurrency } = row.run.admission;
      if (concurrency?.overlap !== 'cancelOldest') continue;
      const candidates = this.#candidates(workflowId).filter(({ run }) =>
        isOfKey(run.admission.concurrency, concurrency),
      );
      const all = this.#unfinished(workflowId).filter(
        (one) => candidates.includes(one) || this.#occupants(row).includes(one),
      );
      for (const oldest of all.slice(0, Math.max(0, all.length - concurrency.max))) {
        if (oldest.admittedAtMs === undefined) cancelled.push(this.#end(oldest, 'Run.Skipped'));
        else if (oldest.cancel === undefined) {
          this.#table.cancel(oldest, 'stop');
          cancelled.push(this.#toCancelled(oldest, true));
        }
      }
    }
    return cancelled;
  }

  #occupants({ run: { workflowId, admission } }: HeldRow): readonly HeldRow[] {
    return this.#unfinished(workflowId).filter(
      ({ run, admittedAtMs }) =>
        admittedAtMs !== undefined && isOfKey(run.admission.concurrency, admission.concurrency),
    );
  }

  #hasPlace(row: HeldRow): boolean {
    const { concurrency } = row.run.admission;
    return concurrency === undefined || this.#occupants(row).length < concurrency.max;
  }

  /** When the rate lets it begin; absent: now. */
  #nextStartMs({ run: { workflowId, admission } }: HeldRow): number | undefined {
    const { rate } = admission;
    if (rate === undefined) return undefined;
    const windowMs = rate.perSeconds * 1000;
    const starts = [...this.#table.rows.values()]
      .filter(({ run }) => run.workflowId === workflowId && isOfKey(run.admission?.rate, rate))
      .flatMap(({ admittedAtMs = -Infinity }) => (admittedAtMs > this.#nowMs - windowMs ? admittedAtMs : []))
      .sort((a, b) => b - a);
    const first = starts[rate.limit - 1];
    return first === undefined ? undefined : first + windowMs;
  }

  #end(row: HeldRow, error: NonNullable<RunEnd['error']>): CancelledRun {
    const cause = error === 'Run.Skipped' ? 'There was no place for it.' : 'A newer event of its key came.';
    this.#table.end(row, { status: 'cancelled', error, cause, endedAtMs: this.#nowMs });
    return this.#toCancelled(row, false);
  }

  #toCancelled({ run }: HeldRow, hasBegun: boolean): CancelledRun {
    const { id: runId, workspaceId, versionId } = run;
    const { workflowName = '' } = this.#namesOf(versionId) ?? {};
    const end = this.#table.rows.get(runId)?.end;
    return { workspaceId, runId, workflowName, hasBegun, ...(end === undefined ? {} : { end }) };
  }

  findWaiting(): Promise<readonly string[]> {
    return atOnce(() => {
      const held = [...this.#table.rows.values()].filter(
        ({ run, end, admittedAtMs }) => run.admission !== undefined && end === undefined && admittedAtMs === undefined,
      );
      return [...new Set(held.map(({ run }) => run.workflowId))].sort();
    });
  }

  countQueued({ workspaceId, limit }: Parameters<AdmissionStore['countQueued']>[0]): Promise<number> {
    return this.#count(limit, ({ run, status }) => run.workspaceId === workspaceId && status === 'queued');
  }

  countOpen({ workflowId, concurrencyKey, limit }: Parameters<AdmissionStore['countOpen']>[0]): Promise<number> {
    return this.#count(
      limit,
      ({ run, end }) =>
        run.workflowId === workflowId && run.admission?.concurrency?.key === concurrencyKey && end === undefined,
    );
  }

  #count(limit: number, isMeant: (row: RunRow) => boolean): Promise<number> {
    return atOnce(() => Math.min(limit, [...this.#table.rows.values()].filter(isMeant).length));
  }
}

/** Whether both have a condition of this kind, with one key. */
function isOfKey(a: { readonly key: string } | undefined, b: { readonly key: string } | undefined): boolean {
  return a !== undefined && a.key === b?.key;
}
