import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import {
  hashDocument,
  RuntimeError,
  type Clock,
  type DraftTestStore,
  type Ids,
  type LiveWebhook,
  type NumberedVersionDocument,
  type Page,
  type PromotionOrigin,
  type Run,
  type Workflow,
  type WorkflowDraft,
  type WorkflowMark,
  type WorkflowStore,
  type WorkflowVersion,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { MemoryRolloutStore, RolledWorkflow } from './rollout-store.ts';
import type { LiveTriggers } from './schedule-store.ts';

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}
interface KeptVersion {
  readonly version: WorkflowVersion;
  readonly document: string;
}
interface WorkflowRow extends Named {
  readonly id: string;
  readonly draft: string;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly versions: readonly KeptVersion[];
  readonly liveNumber?: number;
  readonly isRemoved: boolean;
  readonly savedBy?: string;
  readonly promotedFrom?: PromotionOrigin;
}
interface HookAddress {
  readonly workspaceId: string;
  readonly path: string;
  readonly type: 'webhook' | 'form';
}
interface Surroundings {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ids: Ids;
  readonly findWorkspaceId: (slug: string) => string | undefined;
  readonly rollouts: Pick<MemoryRolloutStore, 'start' | 'noteLive'>;
  /** Hears which triggers start a workflow from now on. */
  readonly onLive: (live: LiveTriggers) => void;
  readonly findLastRun: (workflowId: string) => Pick<Run, 'id' | 'status' | 'acceptedAtMs'> | undefined;
}

/** Workflows in memory, with the promises of the real store. */
export class MemoryWorkflowStore implements WorkflowStore {
  readonly #rows = new Map<string, WorkflowRow>();
  readonly #tests = new Map<string, string>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  create({
    document,
    savedBy,
    promotedFrom,
    quota = Infinity,
    ...named
  }: Parameters<WorkflowStore['create']>[0]): Promise<WorkflowDraft> {
    return atOnce(() => {
      const isOther = (row: WorkflowRow): boolean => row.workspaceId === named.workspaceId && !row.isRemoved;
      const count = [...this.#rows.values()].filter(isOther).length;
      if (count >= quota) {
        throw new RuntimeError('workspace.quota_reached', `A workspace has at most ${quota} workflows.`, {
          detail: { limit: quota, actual: count + 1 },
        });
      }
      if (this.#find(named) !== undefined) {
        throw new RuntimeError('workflow.name_taken', `There is a workflow named "${named.name}" already.`);
      }
      const nowMs = this.#around.clock.nowMs();
      return toDraft(
        this.#put({
          ...named,
          id: this.#around.ids.runId(),
          draft: JSON.stringify(document),
          revision: 1,
          ...(savedBy === undefined ? {} : { savedBy }),
          ...(promotedFrom === undefined ? {} : { promotedFrom }),
          createdAtMs: nowMs,
          updatedAtMs: nowMs,
          versions: [],
          isRemoved: false,
        }),
      );
    });
  }

  list({
    workspaceId,
    cursor = '',
    limit,
  }: {
    readonly workspaceId: string;
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<Workflow>> {
    return atOnce(() => {
      const rows = [...this.#rows.values()]
        .filter((row) => row.workspaceId === workspaceId && !row.isRemoved && row.name > cursor)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const items = rows.slice(0, limit).map((row) => this.#toWorkflow(row));
      const last = items.at(-1);
      return rows.length > limit && last !== undefined ? { items, nextCursor: last.name } : { items };
    });
  }

  find(named: Named): Promise<Workflow | undefined> {
    return atOnce(() => {
      const row = this.#find(named);
      return row && this.#toWorkflow(row);
    });
  }

  findNames({ workspaceId, names }: Parameters<WorkflowStore['findNames']>[0]): Promise<readonly string[]> {
    return atOnce(() => names.filter((name) => this.#find({ workspaceId, name }) !== undefined));
  }

  findDraft(named: Named): Promise<WorkflowDraft | undefined> {
    return atOnce(() => {
      const row = this.#find(named);
      return row && toDraft(row);
    });
  }

  replaceDraft({
    document,
    revision,
    savedBy,
    promotedFrom,
    ...named
  }: Parameters<WorkflowStore['replaceDraft']>[0]): Promise<WorkflowDraft> {
    return atOnce(() => {
      const { savedBy: _, promotedFrom: __, ...row } = this.#require(named);
      if (row.revision !== revision) {
        throw new RuntimeError('workflow.draft_changed', `The draft is at revision ${row.revision}, not ${revision}.`, {
          detail: { revision: row.revision },
        });
      }
      const draft = JSON.stringify(document);
      const origin = promotedFrom === undefined ? {} : { promotedFrom };
      const saved = { draft, revision: revision + 1, ...(savedBy === undefined ? {} : { savedBy }), ...origin };
      return toDraft(this.#put({ ...row, ...saved, updatedAtMs: this.#around.clock.nowMs() }));
    });
  }

  publish(request: Parameters<WorkflowStore['publish']>[0]): Promise<WorkflowVersion> {
    return atOnce(() => {
      const row = this.#require(request);
      const { rollout } = request;
      if (rollout === undefined) this.#checkHooks(row, request.document);
      else if (row.liveNumber === undefined) throw nothingLive(row);
      const publishedAtMs = this.#around.clock.nowMs();
      const { contentHash, note, publishedBy } = request;
      const version: WorkflowVersion = {
        id: this.#around.ids.runId(),
        workflowId: row.id,
        number: row.versions.length + 1,
        contentHash,
        note,
        publishedAtMs,
        ...(publishedBy === undefined ? {} : { publishedBy }),
        ...(hashDocument(JSON.parse(row.draft) as JsonValue) === contentHash ? originOf(row) : {}),
      };
      const versions = [...row.versions, { version, document: JSON.stringify(request.document) }];
      if (rollout === undefined) {
        this.#put({ ...row, versions, liveNumber: version.number, updatedAtMs: publishedAtMs });
        this.#announce(row, version, { document: request.document, by: publishedBy });
      } else {
        this.#put({ ...row, versions });
        const startedBy = publishedBy === undefined ? {} : { startedBy: publishedBy };
        this.#around.rollouts.start({ ...row, ...rollout, ...startedBy, number: version.number });
      }
      return version;
    });
  }

  activate({ number, activatedBy: by, ...named }: Parameters<WorkflowStore['activate']>[0]): Promise<WorkflowVersion> {
    return atOnce(() => {
      const row = this.#require(named);
      const kept = row.versions[number - 1];
      if (kept === undefined)
        throw new RuntimeError('workflow.version_not_found', `"${named.name}" has no version ${number}.`);
      const document = JSON.parse(kept.document) as WorkflowDocument;
      this.#checkHooks(row, document);
      this.#put({ ...row, liveNumber: number, updatedAtMs: this.#around.clock.nowMs() });
      this.#announce(row, kept.version, { document, by });
      return kept.version;
    });
  }

  listVersions({
    beforeNumber = Infinity,
    limit,
    ...named
  }: Parameters<WorkflowStore['listVersions']>[0]): Promise<readonly WorkflowVersion[]> {
    return atOnce(() => {
      return this.#require(named)
        .versions.map(({ version }) => version)
        .filter(({ number }) => number < beforeNumber)
        .reverse()
        .slice(0, limit);
    });
  }

  findVersion(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    return atOnce(() => {
      return this.readVersion(versionId);
    });
  }

  /** As `findVersion`, at once. */
  readVersion(versionId: string): WorkflowVersionDocument | undefined {
    for (const row of this.#rows.values()) {
      const kept = row.versions.find(({ version }) => version.id === versionId);
      if (kept !== undefined) return toVersionDocument(row, kept);
    }
    return this.#readTest(versionId);
  }

  /** Keeps what tests a draft, beside the versions. */
  keepTest({ document, plan, ...named }: Parameters<DraftTestStore['keep']>[0]): WorkflowVersionDocument {
    const { id: workflowId } = this.#require(named);
    const id = this.#around.ids.runId();
    const publishedAtMs = this.#around.clock.nowMs();
    this.#tests.set(id, JSON.stringify({ id, workflowId, publishedAtMs, document, test: plan }));
    return this.#readTest(id) ?? raise();
  }

  #readTest(id: string): WorkflowVersionDocument | undefined {
    const text = this.#tests.get(id);
    if (text === undefined) return undefined;
    const kept = JSON.parse(text) as Pick<WorkflowVersionDocument, 'id' | 'workflowId' | 'publishedAtMs' | 'document'>;
    const { workspaceId = '', name: workflowName = '' } = this.#rows.get(kept.workflowId) ?? {};
    const contentHash = hashDocument(kept.document as unknown as JsonValue);
    return { ...kept, note: '', contentHash, workspaceId, workflowName };
  }

  findVersionByNumber({
    number,
    ...named
  }: Named & { readonly number: number }): Promise<NumberedVersionDocument | undefined> {
    return atOnce(() => {
      const row = this.#find(named);
      const kept = row?.versions[number - 1];
      return row && kept && toVersionDocument(row, kept);
    });
  }

  findLiveWebhook({
    workspaceSlug,
    path,
    type = 'webhook',
  }: {
    readonly workspaceSlug: string;
    readonly path: string;
    readonly type?: 'webhook' | 'form';
  }): Promise<LiveWebhook | undefined> {
    return atOnce(() => {
      const workspaceId = this.#around.findWorkspaceId(workspaceSlug);
      return workspaceId === undefined ? undefined : this.#findHook({ workspaceId, path, type });
    });
  }

  remove({ ifOnlyDraft, ...named }: Parameters<WorkflowStore['remove']>[0]): Promise<void> {
    return atOnce(() => {
      const { liveNumber: _, ...row } = this.#require(named);
      if (ifOnlyDraft !== undefined && (row.versions.length > 0 || row.revision !== ifOnlyDraft)) {
        throw new RuntimeError('workflow.draft_changed', `"${row.name}" was edited or published in the meantime.`);
      }
      this.#put({ ...row, isRemoved: true });
      this.#announceNone(row);
    });
  }

  pause(named: Named): Promise<void> {
    return atOnce(() => {
      const { liveNumber: _, ...row } = this.#require(named);
      this.#put(row);
      this.#announceNone(row);
    });
  }

  /** What else is kept of a workflow goes by its id. `workflow.not_found`. */
  requireId(named: Named): string {
    return this.#require(named).id;
  }

  /** What a rollout needs to know of it. `workflow.not_found`. */
  requireRolled(named: Named): RolledWorkflow {
    const row = this.#require(named);
    return {
      id: row.id,
      live: liveVersionOf(row)?.version,
      versions: row.versions.map(({ version }) => version),
    };
  }

  /** Workflows whose draft, or else whose live version, has a webhook or form at a path, with the trigger. */
  listListeners({ workspaceId, path }: Pick<HookAddress, 'workspaceId' | 'path'>): ReadonlyMap<string, string> {
    const rows = [...this.#rows.values()].filter((row) => row.workspaceId === workspaceId && !row.isRemoved);
    return new Map(
      rows.flatMap((row) => {
        const texts = [row.draft, liveVersionOf(row)?.document ?? 'null'];
        const [id] = texts.flatMap((text) => findListener(JSON.parse(text) as JsonValue, path) ?? []);
        return id === undefined ? [] : [[row.id, id] as const];
      }),
    );
  }

  /** What tells of changes. */
  readMark(workflowId: string): Omit<WorkflowMark, 'captures'> | undefined {
    const row = this.#rows.get(workflowId);
    if (row === undefined || row.isRemoved) return undefined;
    const newest = row.versions.at(-1)?.version;
    const by = newest?.publishedBy === undefined ? {} : { by: newest.publishedBy };
    return {
      ...{ workflowId, revision: row.revision },
      ...(row.savedBy === undefined ? {} : { savedBy: row.savedBy }),
      ...(newest === undefined ? {} : { published: { number: newest.number, ...by } }),
    };
  }

  /** Whether it has no live version, and may have one again. */
  isPaused(workflowId: string): boolean {
    const row = this.#rows.get(workflowId);
    return row !== undefined && !row.isRemoved && row.liveNumber === undefined;
  }

  #put(row: WorkflowRow): WorkflowRow {
    this.#rows.set(row.id, row);
    return row;
  }

  #find({ workspaceId, name }: Named): WorkflowRow | undefined {
    return [...this.#rows.values()].find(
      (row) => row.workspaceId === workspaceId && row.name === name && !row.isRemoved,
    );
  }

  #require(named: Named): WorkflowRow {
    const row = this.#find(named);
    if (row === undefined) throw new RuntimeError('workflow.not_found', `There is no workflow named "${named.name}".`);
    return row;
  }

  #announce(
    { workspaceId, id }: WorkflowRow,
    version: WorkflowVersion,
    { document, by }: { readonly document: WorkflowDocument; readonly by: string | undefined },
  ): void {
    this.#around.rollouts.noteLive(id, version, by);
    this.#around.onLive({ workspaceId, workflowId: id, versionId: version.id, triggers: document.triggers });
  }

  #announceNone({ workspaceId, id }: WorkflowRow): void {
    this.#around.rollouts.noteLive(id, undefined, undefined);
    this.#around.onLive({ workspaceId, workflowId: id, versionId: '', triggers: {} });
  }

  #findHook({ workspaceId, path, type }: HookAddress): LiveWebhook | undefined {
    for (const row of this.#rows.values()) {
      const live = liveVersionOf(row);
      if (row.workspaceId !== workspaceId || live === undefined) continue;
      const triggers = Object.entries((JSON.parse(live.document) as WorkflowDocument).triggers ?? {});
      const found = triggers.find(([, trigger]) => trigger.type === type && trigger.path === path);
      if (found !== undefined)
        return { workspaceId, workflowId: row.id, versionId: live.version.id, triggerId: found[0] };
    }
    return undefined;
  }

  #checkHooks({ id, workspaceId }: WorkflowRow, { triggers }: WorkflowDocument): void {
    for (const trigger of Object.values(triggers ?? {})) {
      if (trigger.type !== 'webhook' && trigger.type !== 'form') continue;
      const { path, type } = trigger;
      const taken = this.#findHook({ workspaceId, path, type });
      if (taken !== undefined && taken.workflowId !== id) {
        throw new RuntimeError('workflow.hook_taken', `Another workflow answers at the path "${path}".`, {
          detail: { path },
        });
      }
    }
  }

  #toWorkflow(row: WorkflowRow): Workflow {
    const { id, workspaceId, name, createdAtMs, updatedAtMs } = row;
    const draft = JSON.parse(row.draft) as JsonValue;
    const { title, description } = (typeof draft === 'object' && draft !== null ? draft : {}) as JsonObject;
    const liveVersion = liveVersionOf(row)?.version;
    const lastRun = this.#around.findLastRun(id);
    return {
      id,
      workspaceId,
      name,
      title: readableOr(title, name),
      description: readableOr(description, ''),
      createdAtMs,
      updatedAtMs,
      draftChanged: liveVersion?.contentHash !== hashDocument(draft),
      ...(liveVersion === undefined ? {} : { liveVersion }),
      ...(lastRun === undefined ? {} : { lastRun }),
    };
  }
}

const nothingLive = ({ name }: Named): RuntimeError =>
  new RuntimeError('rollout.nothing_live', `No version of "${name}" is live.`);

function raise(): never {
  throw new Error('What was kept a moment ago is not there.');
}

/** A draft may hold anything. */
function findListener(document: JsonValue, path: string): string | undefined {
  const { triggers } = (document ?? {}) as { readonly triggers?: JsonObject };
  const isListener = (trigger: JsonValue): boolean => {
    const { type, path: own } = (trigger ?? {}) as JsonObject;
    return (type === 'webhook' || type === 'form') && own === path;
  };
  return Object.entries(triggers ?? {}).find(([, trigger]) => isListener(trigger))?.[0];
}

function liveVersionOf({ versions, liveNumber }: WorkflowRow): KeptVersion | undefined {
  return liveNumber === undefined ? undefined : versions[liveNumber - 1];
}

const originOf = ({ promotedFrom }: WorkflowRow): Pick<WorkflowDraft, 'promotedFrom'> =>
  promotedFrom === undefined ? {} : { promotedFrom };

function toDraft(row: WorkflowRow): WorkflowDraft {
  const { id, name, draft, revision, updatedAtMs } = row;
  const document = JSON.parse(draft) as JsonValue;
  return { workflowId: id, name, document, revision, updatedAtMs, ...originOf(row) };
}

function toVersionDocument({ workspaceId, name }: Named, { version, document }: KeptVersion): NumberedVersionDocument {
  return { ...version, workspaceId, workflowName: name, document: JSON.parse(document) as WorkflowDocument };
}

/** Lists show text; a draft may hold anything. */
function readableOr(value: JsonValue | undefined, fallback: string): string {
  const text = typeof value === 'string' ? value.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd') : '';
  return text === '' ? fallback : text;
}
