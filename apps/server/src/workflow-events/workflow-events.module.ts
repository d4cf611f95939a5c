import { Module } from '@nestjs/common';
import { WorkflowEventsController } from './workflow-events.controller.ts';
import { WorkflowEventsService } from './workflow-events.service.ts';

@Module({ controllers: [WorkflowEventsController], providers: [WorkflowEventsService] })
export class WorkflowEventsModule {}
