import { Module } from '@nestjs/common';
import { SchedulePreviewsController } from './schedule-previews.controller.ts';
import { SchedulesController } from './schedules.controller.ts';
import { SchedulesService } from './schedules.service.ts';

@Module({ controllers: [SchedulesController, SchedulePreviewsController], providers: [SchedulesService] })
export class SchedulesModule {}
