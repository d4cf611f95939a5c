import { Module } from '@nestjs/common';
import { RetriesController } from './retries.controller.ts';
import { RetriesService } from './retries.service.ts';
import { RunEventsController } from './run-events.controller.ts';
import { RunEventsService } from './run-events.service.ts';
import { RunSearchController } from './run-search.controller.ts';
import { RunSearchService } from './run-search.service.ts';
import { RunViewsController } from './run-views.controller.ts';
import { RunViewsService } from './run-views.service.ts';
import { RunsController } from './runs.controller.ts';
import { RunsService } from './runs.service.ts';
import { StepsController } from './steps.controller.ts';
import { StepsService } from './steps.service.ts';
import { StartRunController } from './start-run.controller.ts';
import { StartRunService } from './start-run.service.ts';

@Module({
  // `/runs/events` and its like must be known before `/runs/:id`.
  controllers: [
    StartRunController,
    RunEventsController,
    RunSearchController,
    RunViewsController,
    RunsController,
    StepsController,
    RetriesController,
  ],
  providers: [
    StartRunService,
    RunEventsService,
    RunSearchService,
    RunViewsService,
    RunsService,
    StepsService,
    RetriesService,
  ],
})
export class RunsModule {}
