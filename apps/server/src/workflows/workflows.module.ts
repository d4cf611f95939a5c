import { Module } from '@nestjs/common';
import { ValidationModule } from '../validation/validation.module.ts';
import { WorkflowTestsModule } from '../workflow-tests/workflow-tests.module.ts';
import { DraftsController } from './drafts.controller.ts';
import { DraftsService } from './drafts.service.ts';
import { PublishImpactService } from './publish-impact.service.ts';
import { VersionListService } from './version-list.service.ts';
import { VersionsController } from './versions.controller.ts';
import { VersionsService } from './versions.service.ts';
import { WorkflowsController } from './workflows.controller.ts';
import { WorkflowsService } from './workflows.service.ts';

@Module({
  imports: [ValidationModule, WorkflowTestsModule],
  controllers: [WorkflowsController, DraftsController, VersionsController],
  providers: [WorkflowsService, DraftsService, VersionsService, VersionListService, PublishImpactService],
  exports: [DraftsService, VersionsService],
})
export class WorkflowsModule {}
