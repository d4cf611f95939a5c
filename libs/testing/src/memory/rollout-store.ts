import {
  DEFAULT_ROLLOUT_RULE,
  endOfRollout,
  RuntimeError,
  type Clock,
  type Ids,
  type Rollout,
  type RolloutEnd,
  type RolloutStore,
  type WorkflowVersion,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}
/** What a rollout needs to know of its workflow. */
export interface RolledWorkflow {
  readonly id: string;
  readonly live: WorkflowVersion | undefined;
  readonly versions: readonly WorkflowVersion[];
}
interface Surroundings {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ids: Ids;
  /** `workflow.not_found`. */
  readonly requireWorkflow: (named: Named) => RolledWorkflow;
}
/** Counts changes, for whoever follows them. */
interface RolloutRow {
  readonly rollout: Rollout;
  readonly change: number;
  readonly checkedAtMs: number;
}

/** Rollouts in memory; the workflow store tells what goes live. */
export class MemoryRolloutStore implements RolloutStore {
  readonly #around: Surroundings;
  /** By workflow, oldest first. */
  readonly #rows = new Map<string, readonly RolloutRow[]>();
  #changes = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  listActive(): Promise<readonly Rollout[]> {
    return atOnce(() => this.#active().map(({ rollout }) => rollout));
  }

  find(named: Named): Promise<Rollout | undefined> {
    return atOnce(() => this.#newest(this.#around.requireWorkflow(named).id)?.rollout);
  }

  keep(request: Parameters<RolloutStore['keep']>[0]): Promise<Rollout> {
    return atOnce(() => this.start(request));
  }

  /** As `keep`, at once. */
  start(request: Parameters<RolloutStore['keep']>[0]): Rollout {
    const { number, percent, rule, startedBy, changes } = request;
    const workflow = this.#around.requireWorkflow(request);
    const [live, candidate] = requireBoth(workflow, request);
    const newest = this.#newest(workflow.id);
    const active = newest?.rollout.end === undefined ? newest : undefined;
    if (active !== undefined && isMeant(active.rollout, candidate, changes)) {
      return this.#change(active, { percent, rule: rule ?? active.rollout.rule });
    }
    if (changes !== undefined) throw new RuntimeError('rollout.ended', 'The rollout has ended meanwhile.');
    const by = startedBy === undefined ? {} : { by: startedBy };
    const end = { outcome: 'replaced', reason: `v${number} is rolled out.`, ...by } as const;
    if (active !== undefined) this.#change(active, { end: this.#endNow(end) });
    return this.#begin({
      ...{ id: this.#around.ids.runId(), workspaceId: request.workspaceId, workflowId: workflow.id, percent },
      base: { versionId: live.id, number: live.number },
      candidate: { versionId: candidate.id, number },
      rule: rule ?? DEFAULT_ROLLOUT_RULE,
      startedAtMs: this.#around.clock.nowMs(),
      ...(startedBy === undefined ? {} : { startedBy }),
    });
  }

  rollBack({ id, reason, by }: Parameters<RolloutStore['rollBack']>[0]): Promise<boolean> {
    return atOnce(() => {
      const row = this.#active().find(({ rollout }) => rollout.id === id);
      if (row === undefined) return false;
      const who = by === undefined ? { isAutomatic: true } : { by };
      this.#change(row, { end: this.#endNow({ outcome: 'rolled_back', reason, ...who }) });
      return true;
    });
  }

  takeUnchecked({ everySeconds, limit }: Parameters<RolloutStore['takeUnchecked']>[0]): Promise<readonly Rollout[]> {
    return atOnce(() => {
      const nowMs = this.#around.clock.nowMs();
      const due = this.#active().filter(({ checkedAtMs }) => nowMs - checkedAtMs >= everySeconds * 1000);
      const taken = due.slice(0, limit);
      for (const row of taken) this.#put({ ...row, checkedAtMs: nowMs });
      return taken.map(({ rollout }) => rollout);
    });
  }

  /** Another version is live now, or none is. */
  noteLive(workflowId: string, live: WorkflowVersion | undefined, by: string | undefined): void {
    const row = this.#newest(workflowId);
    if (row === undefined || row.rollout.end !== undefined) return;
    const who = by === undefined ? {} : { by };
    this.#change(row, { end: this.#endNow({ ...endOfRollout(row.rollout, live), ...who }) });
  }

  /** What tells of changes. */
  readMark(workflowId: string): { readonly rollout?: string } {
    const row = this.#newest(workflowId);
    return row === undefined ? {} : { rollout: `${row.rollout.id} ${row.change}` };
  }

  #active(): readonly RolloutRow[] {
    return [...this.#rows.values()].flat().filter(({ rollout }) => rollout.end === undefined);
  }

  #newest(workflowId: string): RolloutRow | undefined {
    return this.#rows.get(workflowId)?.at(-1);
  }

  #endNow(end: Pick<RolloutEnd, 'outcome' | 'reason' | 'by'> & { readonly isAutomatic?: boolean }): RolloutEnd {
    return { atMs: this.#around.clock.nowMs(), isAutomatic: false, ...end };
  }

  #begin(rollout: Rollout): Rollout {
    this.#put({ rollout, checkedAtMs: this.#around.clock.nowMs(), change: 0 });
    return rollout;
  }

  #change(row: RolloutRow, changes: Partial<Rollout>): Rollout {
    const rollout = { ...row.rollout, ...changes };
    this.#changes += 1;
    this.#put({ ...row, rollout, change: this.#changes });
    return rollout;
  }

  #put(row: RolloutRow): void {
    const { id, workflowId } = row.rollout;
    const others = (this.#rows.get(workflowId) ?? []).filter(({ rollout }) => rollout.id !== id);
    this.#rows.set(workflowId, [...others, row]);
  }
}

const isMeant = (
  { id, candidate }: Rollout,
  { id: versionId }: WorkflowVersion,
  changes: string | undefined,
): boolean => candidate.versionId === versionId && (changes ?? id) === id;

function requireBoth(
  { live, versions }: RolledWorkflow,
  { name, number }: { readonly name: string; readonly number: number },
): readonly [live: WorkflowVersion, candidate: WorkflowVersion] {
  const candidate = versions.find((version) => version.number === number);
  if (candidate === undefined) throw new RuntimeError('rollout.version_unknown', `"${name}" has no v${number}.`);
  if (live === undefined) throw new RuntimeError('rollout.nothing_live', `No version of "${name}" is live.`);
  if (live.id === candidate.id) throw new RuntimeError('rollout.candidate_live', `v${number} is live already.`);
  return [live, candidate];
}
