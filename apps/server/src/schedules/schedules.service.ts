import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Clock, ScheduleStore, WorkflowStore } from '@millrace/runtime';
import { CLOCK, WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { SCHEDULE_STORE } from './schedule-tokens.ts';
import {
  toScheduleDto,
  toSchedulePreview,
  type PreviewScheduleRequest,
  type SchedulePage,
  type SchedulePreviewDto,
} from './schedules.dto.ts';

/** When a workflow starts by itself. */
@Injectable()
export class SchedulesService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(SCHEDULE_STORE) private readonly schedules: ScheduleStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** When a calendar would fire; nothing is kept. */
  preview(calendar: PreviewScheduleRequest): SchedulePreviewDto {
    return toSchedulePreview(calendar, this.clock.nowMs());
  }

  async list({ workspace }: Actor, name: string): Promise<SchedulePage> {
    const workspaceId = workspace.id;
    const workflow = await this.workflows.find({ workspaceId, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    const schedules = await this.schedules.list({ workspaceId, workflowId: workflow.id });
    return { items: schedules.map(toScheduleDto) };
  }
}
