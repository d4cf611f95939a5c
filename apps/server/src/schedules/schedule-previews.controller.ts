import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  previewScheduleRequest,
  schedulePreviewDto,
  type PreviewScheduleRequest,
  type SchedulePreviewDto,
} from './schedules.dto.ts';
import { SchedulesService } from './schedules.service.ts';

@ApiTags('Workflows')
@Controller('api/v1/schedule-previews')
export class SchedulePreviewsController {
  constructor(private readonly schedules: SchedulesService) {}

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
    return this.schedules.preview(body);
  }
}
