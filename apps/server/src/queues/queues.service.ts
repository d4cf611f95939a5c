import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Clock, MetricStore, PausedQueues, QueueStore, WorkflowQueue } from '@millrace/runtime';
import { METRIC_STORE } from '../figures/figures-tokens.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import { CLOCK, ENGINE, PAUSED_QUEUES, QUEUE_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { VersionCache } from '../workflows/version-cache.ts';
import {
  toQueueDto,
  toScheduleStateDto,
  toWorkspacePauseDto,
  type ListQueuesQuery,
  type ListScheduleStatesQuery,
  type QueueDto,
  type QueueFacts,
  type QueuePage,
  type ScheduleStatePage,
  type WorkspacePauseDto,
} from './queues.dto.ts';

/** What waits is told of the last hour: it is about now. */
const FIGURES_MS = 3_600_000;

/** Queues of workflows, and who may begin. */
@Injectable()
export class QueuesService {
  constructor(
    @Inject(QUEUE_STORE) private readonly queues: QueueStore,
    @Inject(PAUSED_QUEUES) private readonly paused: PausedQueues,
    @Inject(ENGINE) private readonly engine: Pick<RunEngine, 'noteKept'>,
    @Inject(METRIC_STORE) private readonly metrics: Pick<MetricStore, 'total'>,
    @Inject(CLOCK) private readonly clock: Pick<Clock, 'nowMs'>,
    private readonly versions: VersionCache,
  ) {}

  async list({ workspace }: Actor, { paused, cursor, limit }: ListQueuesQuery): Promise<QueuePage> {
    const page = await this.queues.list({
      ...{ workspaceId: workspace.id, isPaused: paused !== undefined, limit },
      ...(cursor === undefined ? {} : { afterName: cursor }),
    });
    const [pause, ...items] = await Promise.all([
      this.queues.findWorkspacePause(workspace.id),
      ...page.items.map((queue) => this.toDto(workspace.id, queue)),
    ]);
    return {
      items,
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
      ...(pause === undefined ? {} : { workspacePause: toWorkspacePauseDto(pause) }),
    };
  }

  /** The first who has paused it counts. */
  async pauseWorkspace({ workspace, name: by }: Actor): Promise<WorkspacePauseDto> {
    await this.queues.pauseWorkspace({ workspaceId: workspace.id, by });
    this.paused.forget();
    const pause = await this.queues.findWorkspacePause(workspace.id);
    // Somebody may have resumed it meanwhile: what was asked was done.
    return toWorkspacePauseDto(pause ?? { atMs: this.clock.nowMs(), by });
  }

  async resumeWorkspace({ workspace }: Actor): Promise<void> {
    const workflowIds = await this.queues.resumeWorkspace(workspace.id);
    this.paused.forget();
    this.engine.noteKept([], new Set(workflowIds));
  }

  async pause(actor: Actor, name: string): Promise<QueueDto> {
    const { workflowId } = await this.find(actor, name);
    await this.queues.pause({ workflowId, by: actor.name });
    this.paused.forget();
    return this.read(actor, name);
  }

  async resume(actor: Actor, name: string): Promise<QueueDto> {
    const { workflowId } = await this.find(actor, name);
    await this.queues.resume(workflowId);
    this.paused.forget();
    this.engine.noteKept([], new Set([workflowId]));
    return this.read(actor, name);
  }

  async listSchedules({ workspace }: Actor, { cursor, limit }: ListScheduleStatesQuery): Promise<ScheduleStatePage> {
    const page = await this.queues.listSchedules({
      ...{ workspaceId: workspace.id, limit },
      ...(cursor === undefined ? {} : { after: cursor }),
    });
    const items = page.items.map(toScheduleStateDto);
    return { items, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
  }

  private async read(actor: Actor, name: string): Promise<QueueDto> {
    return this.toDto(actor.workspace.id, await this.find(actor, name));
  }

  private async find({ workspace }: Actor, name: string): Promise<WorkflowQueue> {
    const queue = await this.queues.find({ workspaceId: workspace.id, name });
    if (queue === undefined) throw noSuchWorkflow(name);
    return queue;
  }

  private async toDto(workspaceId: string, queue: WorkflowQueue): Promise<QueueDto> {
    const { workflowId, liveVersionId } = queue;
    const untilMs = this.clock.nowMs();
    const scope = { workspaceId, workflowId };
    const [live, wait] = await Promise.all([
      liveVersionId === undefined ? undefined : this.versions.find(liveVersionId),
      this.metrics.total({ metric: 'queue_wait_p95', scope, fromMs: untilMs - FIGURES_MS, untilMs }),
    ]);
    const concurrency = live?.document.settings?.concurrency;
    const facts: QueueFacts = {
      ...(concurrency === undefined ? {} : { limit: concurrency.max }),
      ...{ isLimitPerKey: concurrency?.key !== undefined, waitP95Ms: wait.value ?? null },
    };
    return toQueueDto(queue, facts);
  }
}
