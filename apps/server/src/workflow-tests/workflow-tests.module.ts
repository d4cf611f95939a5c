import { Module } from '@nestjs/common';
import { ValidationModule } from '../validation/validation.module.ts';
import { DraftTestRunner } from './draft-test-runner.ts';
import { PublishChecks } from './publish-checks.ts';
import { TestThreads } from './test-threads.ts';
import { WorkflowTestsController } from './workflow-tests.controller.ts';
import { WorkflowTestsService } from './workflow-tests.service.ts';

@Module({
  imports: [ValidationModule],
  controllers: [WorkflowTestsController],
  providers: [DraftTestRunner, PublishChecks, TestThreads, WorkflowTestsService],
  exports: [PublishChecks],
})
export class WorkflowTestsModule {}
