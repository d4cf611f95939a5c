import {
  hashDocument,
  RuntimeError,
  type Ids,
  type LiveWebhook,
  type NumberedVersionDocument,
  type Page,
  type Workflow,
  type WorkflowDraft,
  type WorkflowStore,
  type WorkflowVersion,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import { IsNull, LessThan, type DataSource, type EntityManager } from 'typeorm';
import { WorkflowEntity, WorkflowVersionEntity } from './entities/workflow.entity.ts';
import { findDraftTest } from './draft-test-store.ts';
import { removeTestData, replaceDraftHooks } from './draft-hooks.ts';
import { removeLiveTriggers } from './live-triggers.ts';
import { makeLive } from './make-live.ts';
import { endRolloutOf, keepRollout } from './rollout-rows.ts';
import { isUniqueViolation } from './postgres-errors.ts';
import { findWorkflow, requireWorkflow } from './require-workflow.ts';
import { SHOWN_STATUS } from './sql/find-run.ts';
import {
  describeDocument,
  describeOrigin,
  describeRetention,
  originOf,
  SHOWN_OF_VERSION,
  toDraft,
  toVersion,
  toVersionDocument,
  toWorkflow,
  type WorkflowRow,
} from './workflow-rows.ts';

const LIST = `
select w.id, w.workspace_id, w.name, w.title, w.description, w.created_at, w.updated_at, w.draft_changed,
  v.id as version_id, v.number, v.content_hash, v.note, v.published_by, v.published_at, v.promoted_from, v.promoted_number,
  last.id as run_id, last.status as run_status, last.accepted_at as run_accepted_at
from workflow w
left join workflow_version v on v.id = w.live_version_id
left join lateral (select id, ${SHOWN_STATUS} as status, accepted_at from run where workflow_id = w.id and not is_test order by id desc limit 1) last on true
where w.workspace_id = $1::uuid and w.deleted_at is null`;

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

/** Workflows, drafts and versions in Postgres. */
export class PostgresWorkflowStore implements WorkflowStore {
  readonly #source: DataSource;
  readonly #ids: Ids;

  constructor(source: DataSource, ids: Ids) {
    this.#source = source;
    this.#ids = ids;
  }

  async create({
    workspaceId,
    name,
    document,
    savedBy,
    promotedFrom,
    quota = Infinity,
  }: Parameters<WorkflowStore['create']>[0]): Promise<WorkflowDraft> {
    if (quota < Infinity) await requireRoom(this.#source.manager, workspaceId, quota);
    const now = new Date();
    const entity = {
      id: this.#ids.runId(),
      workspaceId,
      name,
      ...describeDocument(document, name),
      draftRevision: 1,
      draftSavedBy: savedBy ?? null,
      ...describeOrigin(promotedFrom),
      draftChanged: true,
      createdAt: now,
      updatedAt: now,
    };
    try {
      await this.#source.transaction(async (manager) => {
        await manager.insert(WorkflowEntity, entity);
        await replaceDraftHooks(manager, entity, document);
      });
    } catch (cause) {
      if (!isUniqueViolation(cause)) throw cause;
      throw new RuntimeError(
        'workflow.name_taken',
        `There is a workflow named "${name}" already. Choose another name.`,
        { cause },
      );
    }
    return toDraft(await requireWorkflow(this.#source.manager, { workspaceId, name }));
  }

  async list({
    workspaceId,
    cursor,
    limit,
  }: {
    readonly workspaceId: string;
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<Workflow>> {
    const rows = await this.#source.query<WorkflowRow[]>(
      `${LIST} and ($2::text is null or w.name > $2::text) order by w.name limit $3::integer`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(toWorkflow);
    const last = items.at(-1);
    return rows.length > limit && last !== undefined ? { items, nextCursor: last.name } : { items };
  }

  async find({ workspaceId, name }: Named): Promise<Workflow | undefined> {
    const [row] = await this.#source.query<WorkflowRow[]>(`${LIST} and w.name = $2::text`, [workspaceId, name]);
    return row === undefined ? undefined : toWorkflow(row);
  }

  async findNames({
    workspaceId,
    names,
  }: {
    readonly workspaceId: string;
    readonly names: readonly string[];
  }): Promise<readonly string[]> {
    const rows = await this.#source.query<{ readonly name: string }[]>(
      'select name from workflow where workspace_id = $1::uuid and name = any ($2::text[]) and deleted_at is null',
      [workspaceId, [...names]],
    );
    return rows.map(({ name }) => name);
  }

  async findDraft(named: Named): Promise<WorkflowDraft | undefined> {
    const found = await findWorkflow(this.#source.manager, named);
    return found === null ? undefined : toDraft(found);
  }

  replaceDraft({
    document,
    revision,
    savedBy,
    promotedFrom,
    ...named
  }: Parameters<WorkflowStore['replaceDraft']>[0]): Promise<WorkflowDraft> {
    return this.#source.transaction(async (manager) => {
      const workflow = await requireWorkflow(manager, named, { lock: true });
      if (workflow.draftRevision !== revision) {
        throw new RuntimeError(
          'workflow.draft_changed',
          `The draft was changed by somebody else: it is at revision ${workflow.draftRevision}, not ${revision}. Read it again.`,
          {
            detail: { revision: workflow.draftRevision },
          },
        );
      }
      const live =
        workflow.liveVersionId === null
          ? null
          : await manager.findOneBy(WorkflowVersionEntity, { id: workflow.liveVersionId });
      const changes = {
        ...describeDocument(document, workflow.name),
        draftRevision: revision + 1,
        draftSavedBy: savedBy ?? null,
        ...describeOrigin(promotedFrom),
        draftChanged: live?.contentHash !== hashDocument(document),
        updatedAt: new Date(),
      };
      await manager.update(WorkflowEntity, { id: workflow.id }, changes);
      await replaceDraftHooks(manager, workflow, document);
      return toDraft(Object.assign(workflow, changes));
    });
  }

  publish(request: Parameters<WorkflowStore['publish']>[0]): Promise<WorkflowVersion> {
    return this.#source.transaction(async (manager) => {
      const workflow = await requireWorkflow(manager, request, { lock: true });
      const number = ((await manager.maximum(WorkflowVersionEntity, 'number', { workflowId: workflow.id })) ?? 0) + 1;
      const version = {
        id: this.#ids.runId(),
        workflowId: workflow.id,
        number,
        contentHash: request.contentHash,
        document: JSON.stringify(request.document),
        note: request.note,
        publishedBy: request.publishedBy ?? null,
        publishedAt: new Date(),
        ...originOf(workflow, request.contentHash),
        ...describeRetention(request.document),
      };
      await manager.insert(WorkflowVersionEntity, version);
      const { rollout, publishedBy } = request;
      if (rollout === undefined) await makeLive(manager, workflow, { version, by: publishedBy });
      else await keepRollout(manager, this.#ids, { workflow, number, ...rollout, startedBy: publishedBy });
      return toVersion(version);
    });
  }

  activate({ number, activatedBy: by, ...named }: Parameters<WorkflowStore['activate']>[0]): Promise<WorkflowVersion> {
    return this.#source.transaction(async (manager) => {
      const workflow = await requireWorkflow(manager, named, { lock: true });
      const version = await manager.findOneBy(WorkflowVersionEntity, { workflowId: workflow.id, number });
      if (version === null)
        throw new RuntimeError('workflow.version_not_found', `"${named.name}" has no version ${number}.`);
      await makeLive(manager, workflow, { version, by });
      return toVersion(version);
    });
  }

  pause(named: Named): Promise<void> {
    return this.#source.transaction(async (manager) => {
      const workflow = await requireWorkflow(manager, named, { lock: true });
      await removeLiveTriggers(manager, workflow);
      await endRolloutOf(manager, workflow.id, {});
      await manager.update(WorkflowEntity, { id: workflow.id }, { liveVersionId: null, updatedAt: new Date() });
    });
  }

  async listVersions({
    beforeNumber,
    limit,
    ...named
  }: Parameters<WorkflowStore['listVersions']>[0]): Promise<readonly WorkflowVersion[]> {
    const workflow = await requireWorkflow(this.#source.manager, named);
    const versions = await this.#source.manager.find(WorkflowVersionEntity, {
      select: SHOWN_OF_VERSION,
      where: { workflowId: workflow.id, ...(beforeNumber === undefined ? {} : { number: LessThan(beforeNumber) }) },
      order: { number: 'DESC' },
      ...(limit === undefined ? {} : { take: limit }),
    });
    return versions.map(toVersion);
  }

  async findVersion(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    const version = await this.#source.manager.findOneBy(WorkflowVersionEntity, { id: versionId });
    if (version === null) return findDraftTest(this.#source, versionId);
    return toVersionDocument(
      version,
      await this.#source.manager.findOneByOrFail(WorkflowEntity, { id: version.workflowId }),
    );
  }

  async findVersionByNumber({
    number,
    ...named
  }: Named & { readonly number: number }): Promise<NumberedVersionDocument | undefined> {
    const workflow = await findWorkflow(this.#source.manager, named);
    if (workflow === null) return undefined;
    const version = await this.#source.manager.findOneBy(WorkflowVersionEntity, { workflowId: workflow.id, number });
    return version === null ? undefined : toVersionDocument(version, workflow);
  }

  async findLiveWebhook({
    workspaceSlug,
    path,
    type = 'webhook',
  }: {
    readonly workspaceSlug: string;
    readonly path: string;
    readonly type?: 'webhook' | 'form';
  }): Promise<LiveWebhook | undefined> {
    const [row] = await this.#source.query<LiveWebhook[]>(
      `select h.workspace_id as "workspaceId", h.workflow_id as "workflowId", h.version_id as "versionId", h.trigger_id as "triggerId"
       from live_webhook h join workspace on workspace.id = h.workspace_id
       where workspace.slug = $1::text and h.path = $2::text and h.type = $3::text`,
      [workspaceSlug, path, type],
    );
    return row;
  }

  remove({ ifOnlyDraft, ...named }: Parameters<WorkflowStore['remove']>[0]): Promise<void> {
    return this.#source.transaction(async (manager) => {
      const workflow = await requireWorkflow(manager, named, { lock: true });
      if (ifOnlyDraft !== undefined) await requireOnlyDraft(manager, workflow, ifOnlyDraft);
      await removeLiveTriggers(manager, workflow);
      await endRolloutOf(manager, workflow.id, {});
      await removeTestData(manager, workflow.id);
      await manager.update(WorkflowEntity, { id: workflow.id }, { deletedAt: new Date() });
    });
  }
}

/** Counted before it is made: of many at once, a few more than the quota may be. */
async function requireRoom(manager: EntityManager, workspaceId: string, quota: number): Promise<void> {
  const count = await manager.countBy(WorkflowEntity, { workspaceId, deletedAt: IsNull() });
  if (count < quota) return;
  throw new RuntimeError('workspace.quota_reached', `A workspace has at most ${quota} workflows.`, {
    detail: { limit: quota, actual: count + 1 },
  });
}

/** Refuses a workflow that is more than a draft of this revision. */
async function requireOnlyDraft(
  manager: EntityManager,
  { id, name, draftRevision }: WorkflowEntity,
  revision: number,
): Promise<void> {
  const isPublished = await manager.existsBy(WorkflowVersionEntity, { workflowId: id });
  if (!isPublished && draftRevision === revision) return;
  throw new RuntimeError('workflow.draft_changed', `"${name}" was edited or published in the meantime.`);
}
