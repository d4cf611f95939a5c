import { faultPoint } from '../fault-points.ts';
import type { NewRun } from '../run.ts';
import type { VersionCache } from '../version-cache.ts';
import { RunMaker } from '../rollouts/run-maker.ts';
import { toItemLetter } from './item-letter.ts';
import { prepareItems } from './prepare-items.ts';
import type { TriggerParts } from './trigger-parts.ts';
import type { ItemBatch, KeptTrigger, TriggerItem, TriggerProgress, TriggerTrouble } from './trigger.ts';

const COUNT_MS = 1000;
const MAX_WORKSPACES = 1000;

/** Items that a trigger has heard of. */
export interface HeardItems {
  readonly trigger: KeptTrigger;
  /** Under which their keys are; default: the trigger's own. */
  readonly identity?: string;
  readonly items: readonly TriggerItem[];
  readonly progress?: TriggerProgress;
  /** Somebody tries a dead letter again: one that becomes no run is no new letter, and rejects. */
  readonly isRedriven?: boolean;
}
export type KeptItems =
  | { readonly kind: 'kept'; readonly runIds: readonly string[]; readonly repeated: number }
  /** Another version is live by now, or none. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'lost' }
  /** As many runs wait as may. Nothing was kept. */
  | { readonly kind: 'full'; readonly trouble: TriggerTrouble };

/** Turns items into runs: kept with whatever says that they were heard, before anybody is told. */
export class ItemIntake {
  readonly #parts: TriggerParts;
  readonly #versions: VersionCache;
  readonly #maker: RunMaker;
  readonly #queued = new Map<string, { readonly atMs: number; readonly count: Promise<number> }>();

  constructor(parts: TriggerParts, versions: VersionCache) {
    this.#parts = parts;
    this.#versions = versions;
    this.#maker = new RunMaker(parts.ports, versions);
  }

  /** Why a workspace, or this process, takes no more runs now, if it does not. */
  async findFullness(workspaceId: string): Promise<TriggerTrouble | undefined> {
    const { ports, settings } = this.#parts;
    if (ports.thread.isShortOfMemory?.() === true)
      return { code: 'intake.saturated', message: 'This process has too little memory left for more events.' };
    const limit = settings.maxQueued;
    if ((await this.#countQueued(workspaceId, limit)) < limit) return undefined;
    return { code: 'intake.backlog_full', message: `${limit} runs of this workspace wait to begin already.` };
  }

  /** Remembered for a second: counting a long queue takes longer than taking an item in. */
  #countQueued(workspaceId: string, limit: number): Promise<number> {
    const { clock, admissions } = this.#parts.ports;
    const nowMs = clock.monotonicMs();
    const known = this.#queued.get(workspaceId);
    if (known !== undefined && nowMs - known.atMs < COUNT_MS) return known.count;
    const count = admissions.countQueued({ workspaceId, limit });
    if (this.#queued.size >= MAX_WORKSPACES) this.#queued.clear();
    this.#queued.set(workspaceId, { atMs: nowMs, count });
    // A failed look is no answer for a second.
    count.catch(() => this.#queued.delete(workspaceId));
    return count;
  }

  /** All of them or none, in one transaction. */
  async keep(heard: readonly HeardItems[]): Promise<KeptItems> {
    const { store, onRuns, report } = this.#parts;
    const batches: ItemBatch[] = [];
    for (const one of heard) {
      const batch = await this.#prepare(one);
      if (batch === undefined) return { kind: 'changed' };
      batches.push(batch);
    }
    const runs = batches.flatMap((batch) => batch.runs);
    const trouble = await this.#findFullWorkflow(runs);
    if (trouble !== undefined) return { kind: 'full', trouble };
    await faultPoint('accept.before_commit');
    const result = await store.keepItems(batches);
    await faultPoint('accept.after_commit');
    if (result.kind !== 'kept') return result;
    const kept = new Set(result.runIds);
    const waiting = runs.filter(({ id, admission }) => kept.has(id) && admission !== undefined);
    if (kept.size > 0) onRuns(result.runIds, new Set(waiting.map(({ workflowId }) => workflowId)));
    const [by = 'polling'] = heard.flatMap(({ trigger }) => trigger.kind ?? []);
    report({ kind: 'trigger.heard', by, kept: kept.size, repeated: result.repeated });
    return result;
  }

  async #prepare({
    trigger,
    items,
    progress,
    identity = trigger.identity,
    isRedriven = false,
  }: HeardItems): Promise<ItemBatch | undefined> {
    const { ports, report } = this.#parts;
    const { id, versionId, workflowId, triggerId } = trigger;
    const version = await this.#versions.find(versionId);
    if (version === undefined) return undefined;
    const facts = { version, triggerId, trigger: trigger.trigger, identity, items };
    const { runs, failed } = await prepareItems({ ...ports, maker: this.#maker }, facts);
    for (const { item, cause } of failed) {
      if (isRedriven) throw cause;
      const place = { workflow: version.workflowName, workflowId, triggerId };
      report({ kind: 'trigger.item_failed', ...place, itemId: item.id, cause });
    }
    const letters = failed.map((one) => toItemLetter(one, { id: ports.ids.runId(), version, triggerId }));
    const batch = { id, versionId, identity, runs, ...(progress === undefined ? {} : { progress }) };
    return letters.length === 0 ? batch : { ...batch, letters };
  }

  /** A workflow may limit how many of its runs wait for their turn. A few more may get in: items come in lots. */
  async #findFullWorkflow(runs: readonly NewRun[]): Promise<TriggerTrouble | undefined> {
    const { admissions } = this.#parts.ports;
    const asked = new Set<string>();
    for (const { workflowId, versionId, admission } of runs) {
      const concurrency = admission?.concurrency;
      const backlog = (await this.#versions.find(versionId))?.document.settings?.concurrency?.backlog;
      if (concurrency === undefined || backlog === undefined) continue;
      const place = JSON.stringify([workflowId, concurrency.key]);
      if (asked.has(place)) continue;
      asked.add(place);
      const limit = concurrency.max + backlog;
      const open = await admissions.countOpen({ workflowId, concurrencyKey: concurrency.key, limit });
      if (open < limit) continue;
      const message = 'As many runs of this workflow wait for their turn as its settings allow.';
      return { code: 'intake.backlog_full', message };
    }
    return undefined;
  }
}
