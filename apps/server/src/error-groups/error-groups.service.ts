import { Inject, Injectable } from '@nestjs/common';
import {
  RuntimeError,
  type Actor,
  type Clock,
  type ErrorGroup,
  type ErrorGroupStore,
  type GroupDecision,
  type Run,
  type RunStore,
  type WorkflowStore,
} from '@millrace/runtime';
import { CLOCK, ERROR_GROUP_STORE, RUN_STORE, WORKFLOW_STORE } from '../platform/tokens.ts';
import {
  toErrorGroupDetailDto,
  toErrorGroupDto,
  type ChangeErrorGroupRequest,
  type ErrorGroupDetailDto,
  type ErrorGroupPage,
  type ListErrorGroupsQuery,
} from './error-groups.dto.ts';
import { findOrigin } from './find-origin.ts';

const HOUR_MS = 3_600_000;
const LIST_HOURS = 24;
const DETAIL_HOURS = 14 * 24;
const SAMPLES = 5;

/** Failures by what failed, and what people decide about them. */
@Injectable()
export class ErrorGroupsService {
  constructor(
    @Inject(ERROR_GROUP_STORE) private readonly groups: ErrorGroupStore,
    @Inject(RUN_STORE) private readonly runs: Pick<RunStore, 'find' | 'list'>,
    @Inject(WORKFLOW_STORE) private readonly workflows: Pick<WorkflowStore, 'find' | 'listVersions'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list({ workspace }: Actor, query: ListErrorGroupsQuery): Promise<ErrorGroupPage> {
    const { state, workflow, text, from, order, cursor, limit } = query;
    const page = await this.groups.list({
      ...{ workspaceId: workspace.id, order, limit },
      ...(state === undefined || state.length === 0 ? {} : { states: state }),
      ...(workflow === undefined ? {} : { workflowName: workflow }),
      ...(text === undefined ? {} : { text }),
      ...(from === undefined ? {} : { seenFromMs: Date.parse(from) }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const fingerprints = page.items.map(({ fingerprint }) => fingerprint);
    const hours = await this.groups.listHours({
      ...{ workspaceId: workspace.id, fingerprints, fromMs: this.hoursAgo(LIST_HOURS) },
    });
    return {
      items: page.items.map((group) =>
        toErrorGroupDto(
          group,
          hours.filter(({ fingerprint }) => fingerprint === group.fingerprint),
        ),
      ),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    };
  }

  async read({ workspace }: Actor, fingerprint: string): Promise<ErrorGroupDetailDto> {
    const group = await this.groups.find({ workspaceId: workspace.id, fingerprint });
    if (group === undefined) throw noSuchGroup(fingerprint);
    return this.toDetail(group);
  }

  async change(actor: Actor, fingerprint: string, body: ChangeErrorGroupRequest): Promise<ErrorGroupDetailDto> {
    const address = { workspaceId: actor.workspace.id, fingerprint };
    const group = await this.groups.find(address);
    if (group === undefined) throw noSuchGroup(fingerprint);
    const decision = await this.toDecision(group, body);
    const changed = await this.groups.change({
      ...{ ...address, by: actor.name },
      ...(decision === undefined ? {} : { decision }),
      ...(body.assignee === undefined ? {} : { assignee: body.assignee === 'me' ? actor.email : null }),
    });
    if (changed === undefined) throw noSuchGroup(fingerprint);
    return this.toDetail(changed);
  }

  private async toDecision(group: ErrorGroup, body: ChangeErrorGroupRequest): Promise<GroupDecision | undefined> {
    const { state, resolvedInVersion, ignoreUntil, ignoreCount } = body;
    if (state === undefined || state === 'open') return state && { state };
    if (state === 'resolved') return { state, inVersion: await this.findResolving(group, resolvedInVersion) };
    return {
      state,
      ...(ignoreUntil === undefined ? {} : { untilMs: Date.parse(ignoreUntil) }),
      ...(ignoreCount === undefined ? {} : { count: ignoreCount }),
    };
  }

  /** The version that has the fix. What is not published yet can only be the next one. */
  private async findResolving(group: ErrorGroup, wished: number | undefined): Promise<number> {
    const { live, newest } = await this.findVersions(group);
    // Of a workflow that is gone, those that have failed are known.
    const last = Math.max(newest ?? 0, group.newestVersion ?? 0);
    const version = wished ?? live ?? last;
    if (version >= 1 && version <= last + 1) return version;
    throw new RuntimeError(
      'error_group.version_unknown',
      `"${group.workflowName}" has no v${version}, and the next version is v${last + 1}.`,
    );
  }

  private async toDetail(group: ErrorGroup): Promise<ErrorGroupDetailDto> {
    const { workspaceId, fingerprint } = group;
    const [hours, versions, { live, newest }, { items: runs }] = await Promise.all([
      this.groups.listHours({ workspaceId, fingerprints: [fingerprint], fromMs: this.hoursAgo(DETAIL_HOURS) }),
      this.groups.countVersions(group),
      this.findVersions(group),
      this.runs.list({ workspaceId, fingerprint, limit: SAMPLES }),
    ]);
    const samples = await Promise.all(runs.map((run) => this.toSample(run)));
    return toErrorGroupDetailDto(group, { hours, versions, liveVersion: live, newestPublished: newest, samples });
  }

  private async toSample(run: Run) {
    return { run, origin: await findOrigin(this.runs, run) };
  }

  /** Of the workflow of this name now; nothing of one that is gone. */
  private async findVersions({ workspaceId, workflowId, workflowName: name }: ErrorGroup) {
    const workflow = await this.workflows.find({ workspaceId, name });
    if (workflow?.id !== workflowId) return { live: undefined, newest: undefined };
    const [newest] = await this.workflows.listVersions({ workspaceId, name, limit: 1 });
    return { live: workflow.liveVersion?.number, newest: newest?.number };
  }

  /** The beginning of the first of so many hours, of which this one is the last. */
  private hoursAgo(hours: number): number {
    return (Math.floor(this.clock.nowMs() / HOUR_MS) - hours + 1) * HOUR_MS;
  }
}

function noSuchGroup(fingerprint: string): RuntimeError {
  return new RuntimeError('error_group.not_found', `There is no error group ${fingerprint}.`);
}
