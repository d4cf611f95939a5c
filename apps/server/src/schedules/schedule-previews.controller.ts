import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Clock } from '@millrace/runtime';
import { Allow } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { CLOCK } from '../platform/tokens.ts';
import {
  previewScheduleRequest,
  schedulePreviewDto,
  toSchedulePreview,
  type PreviewScheduleRequest,
  type SchedulePreviewDto,
} from './schedules.dto.ts';

@ApiTags('Workflows')
@Controller('api/v1/schedule-previews')
export class SchedulePreviewsController {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Post()
  @Allow('workflow.read')
  @Operation({
    id: 'previewSchedule',
    summary: 'When a calendar would start a workflow; nothing is kept',
    body: previewScheduleRequest,
    response: schedulePreviewDto,
    problems: [422],
  })
  preview(@Body({ schema: previewScheduleRequest }) body: PreviewScheduleRequest): SchedulePreviewDto {
    return toSchedulePreview(body, this.clock.nowMs());
  }
}
