import { Module } from '@nestjs/common';
import { RunEventsController } from './run-events.controller.ts';
import { RunEventsService } from './run-events.service.ts';
import { RunsController } from './runs.controller.ts';
import { RunsService } from './runs.service.ts';
import { StartRunController } from './start-run.controller.ts';
import { StartRunService } from './start-run.service.ts';

@Module({
  // `/runs/events` must be known before `/runs/:id`.
  controllers: [StartRunController, RunEventsController, RunsController],
  providers: [StartRunService, RunEventsService, RunsService],
})
export class RunsModule {}
