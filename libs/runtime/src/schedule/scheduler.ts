import type { EnginePorts } from '../engine-ports.ts';
import { faultPoint } from '../fault-points.ts';
import { Repeating } from '../repeating.ts';
import type { RunMaker } from '../rollouts/run-maker.ts';
import type { VersionCache } from '../version-cache.ts';
import { planTicks, type TickPlan } from './decide-schedule.ts';
import type { Schedule, ScheduleDecision, ScheduleTick } from './schedule.ts';

const BATCH_SCHEDULES = 20;
/** A schedule that was published a moment ago is noticed so late. */
const MAX_LOOK_MS = 2000;
const RETRY_MS = 1000;
/** While another process decides about what is due. */
const TAKEN_LOOK_MS = 100;

interface SchedulerParts {
  readonly ports: EnginePorts;
  readonly versions: VersionCache;
  readonly maker: RunMaker;
  /** Runs were kept that are due, or wait to be admitted. */
  readonly onRuns: (runIds: readonly string[], workflowIds: ReadonlySet<string>) => void;
}

/** Fires schedules when their time has come. Any number of processes may do so: the store lets one of them have each tick. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #looks: Repeating;
  #isStopped = true;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#looks = new Repeating(parts.ports.clock, () => this.#look());
  }

  start(): void {
    this.#isStopped = false;
    this.#looks.start();
  }

  /** Fires nothing more; resolves when a look that is under way has ended. */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#looks.stop();
  }

  /** Returns how long nothing needs to be done; never rejects. */
  async #look(): Promise<number> {
    const { ports } = this.#parts;
    try {
      for (;;) {
        const workflowIds = new Set<string>();
        const { runIds, dueInMs = MAX_LOOK_MS } = await ports.schedules.fireDue({
          limit: BATCH_SCHEDULES,
          decide: (schedule, nowMs) => this.#decide(schedule, { nowMs, workflowIds }),
        });
        if (runIds.length > 0) {
          await faultPoint('schedule.after_commit');
          this.#parts.onRuns(runIds, workflowIds);
        }
        // What is due and was not fired is in the hands of another process: it must not be asked for again and again.
        if (runIds.length === 0 && dueInMs <= 0) return TAKEN_LOOK_MS;
        if (dueInMs > 0 || this.#isStopped) return Math.min(Math.max(dueInMs, 1), MAX_LOOK_MS);
      }
    } catch (cause) {
      ports.report({ kind: 'store.failed', what: 'fire schedules', cause });
      return RETRY_MS;
    }
  }

  async #decide(
    schedule: Schedule,
    { nowMs, workflowIds }: { readonly nowMs: number; readonly workflowIds: Set<string> },
  ): Promise<ScheduleDecision> {
    const { ticks, nextMs } = await this.#plan(schedule, nowMs);
    const decided: ScheduleTick[] = [];
    for (const { plannedMs, isFired } of ticks) {
      decided.push(isFired ? await this.#fire(schedule, { plannedMs, nowMs, workflowIds }) : { plannedMs });
    }
    return nextMs === undefined ? { ticks: decided } : { ticks: decided, nextMs };
  }

  /** A pattern that is none would be none at each later look, and keep the others back. */
  async #plan(schedule: Schedule, nowMs: number): Promise<TickPlan> {
    try {
      return planTicks(schedule, nowMs);
    } catch (cause) {
      const { workflowId, triggerId, versionId } = schedule;
      const workflow = (await this.#parts.versions.find(versionId))?.workflowName;
      this.#parts.ports.report({ kind: 'schedule.failed', workflow, workflowId, triggerId, cause });
      return { ticks: [] };
    }
  }

  async #fire(
    { versionId, triggerId }: Schedule,
    facts: { readonly plannedMs: number; readonly nowMs: number; readonly workflowIds: Set<string> },
  ): Promise<ScheduleTick> {
    const { plannedMs, nowMs, workflowIds } = facts;
    const version = await this.#parts.versions.find(versionId);
    if (version === undefined) return { plannedMs };
    const input = { scheduledAt: new Date(plannedMs).toISOString(), firedAt: new Date(nowMs).toISOString() };
    try {
      const trigger = { id: triggerId, type: 'schedule' as const };
      const { newRun: run } = await this.#parts.maker.make({ version, trigger, input });
      if (run.admission !== undefined) workflowIds.add(run.workflowId);
      return { plannedMs, run };
    } catch (cause) {
      // A key that its settings ask for cannot be told: no later look would know better.
      const { workflowName: workflow, workflowId } = version;
      this.#parts.ports.report({ kind: 'schedule.failed', workflow, workflowId, triggerId, cause });
      return { plannedMs };
    }
  }
}
