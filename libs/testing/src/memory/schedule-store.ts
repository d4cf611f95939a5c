import type { JsonValue, ScheduleTrigger, WorkflowDocument } from '@millrace/machine';
import { canonicalJson, type Schedule, type ScheduleDecision, type ScheduleStore } from '@millrace/runtime';
import { newRow } from './run-row.ts';
import type { RunTable } from './run-table.ts';

interface ScheduleRow {
  readonly schedule: Omit<Schedule, 'nextMs'>;
  readonly nextMs?: number;
}
/** The version whose triggers are live now. */
export interface LiveTriggers {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly triggers: WorkflowDocument['triggers'];
}

/** Schedules in memory, which keep their runs in the table of the run store. */
export class MemoryScheduleStore implements ScheduleStore {
  readonly #table: RunTable;
  readonly #rows = new Map<string, ScheduleRow>();
  readonly #ticks = new Set<string>();
  /** Somebody decides about them. */
  readonly #taken = new Set<string>();

  constructor(table: RunTable) {
    this.#table = table;
  }

  /** One that is as it was keeps its place in time. */
  replace({ workspaceId, workflowId, versionId, triggers = {} }: LiveTriggers): void {
    const wanted = new Map<string, ScheduleRow>();
    for (const [triggerId, trigger] of Object.entries(triggers)) {
      if (trigger.type !== 'schedule') continue;
      const key = keyOf({ workflowId, triggerId });
      const nowMs = this.#table.clock.nowMs();
      const fresh: ScheduleRow = {
        schedule: { workspaceId, workflowId, versionId, triggerId, trigger, anchorMs: nowMs },
        nextMs: nowMs,
      };
      const kept = this.#rows.get(key);
      const isSame = kept !== undefined && textOf(kept.schedule.trigger) === textOf(trigger);
      wanted.set(key, isSame ? { ...kept, schedule: { ...kept.schedule, versionId } } : fresh);
    }
    for (const [key, { schedule }] of this.#rows) if (schedule.workflowId === workflowId) this.#rows.delete(key);
    for (const [key, row] of wanted) this.#rows.set(key, row);
  }

  async fireDue({ limit, decide }: Parameters<ScheduleStore['fireDue']>[0]): Promise<{
    readonly runIds: readonly string[];
    readonly dueInMs?: number;
  }> {
    const runIds: string[] = [];
    const failures: unknown[] = [];
    for (const [key, schedule] of this.#due().slice(0, limit)) {
      this.#taken.add(key);
      try {
        runIds.push(...this.#keep(key, schedule, await decide(schedule, this.#table.clock.nowMs())));
      } catch (cause) {
        // It stays due: whoever looks next asks again.
        failures.push(cause);
      } finally {
        this.#taken.delete(key);
      }
    }
    if (failures.length > 0) throw failures[0];
    const times = [...this.#rows.values()].flatMap(({ nextMs }) => nextMs ?? []);
    return times.length === 0 ? { runIds } : { runIds, dueInMs: Math.min(...times) - this.#table.clock.nowMs() };
  }

  #due(): readonly (readonly [string, Schedule])[] {
    const nowMs = this.#table.clock.nowMs();
    return [...this.#rows]
      .filter(([key, { nextMs = Infinity }]) => nextMs <= nowMs && !this.#taken.has(key))
      .map(([key, { schedule, nextMs = 0 }]) => [key, { ...schedule, nextMs }] as const)
      .sort(([, a], [, b]) => a.nextMs - b.nextMs);
  }

  #keep(key: string, { nextMs: _, ...schedule }: Schedule, { ticks, nextMs }: ScheduleDecision): readonly string[] {
    const kept = ticks.filter(({ plannedMs }) => !this.#ticks.has(`${key} ${plannedMs}`));
    for (const { plannedMs } of kept) this.#ticks.add(`${key} ${plannedMs}`);
    // A version that was published meanwhile has its own place in time.
    if (this.#rows.get(key)?.schedule.anchorMs === schedule.anchorMs)
      this.#rows.set(key, nextMs === undefined ? { schedule } : { schedule, nextMs });
    return kept.flatMap(({ run }) => {
      if (run === undefined) return [];
      const result = this.#table.keep(newRow(run, this.#table.clock.nowMs()));
      return result.kind === 'accepted' ? [run.id] : [];
    });
  }

  list({
    workspaceId,
    workflowId,
  }: {
    readonly workspaceId: string;
    readonly workflowId: string;
  }): Promise<readonly Schedule[]> {
    const rows = [...this.#rows.values()]
      .filter(({ schedule }) => schedule.workspaceId === workspaceId && schedule.workflowId === workflowId)
      .flatMap(({ schedule, nextMs }) => (nextMs === undefined ? [] : [{ ...schedule, nextMs }]))
      .sort((a, b) => (a.triggerId < b.triggerId ? -1 : 1));
    return Promise.resolve(rows);
  }
}

const keyOf = ({ workflowId, triggerId }: Pick<Schedule, 'workflowId' | 'triggerId'>): string =>
  JSON.stringify([workflowId, triggerId]);
const textOf = (trigger: ScheduleTrigger): string => canonicalJson(trigger as unknown as JsonValue);
