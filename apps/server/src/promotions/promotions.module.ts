import { Module } from '@nestjs/common';
import { WorkflowTestsModule } from '../workflow-tests/workflow-tests.module.ts';
import { WorkflowsModule } from '../workflows/workflows.module.ts';
import { WorkspacesModule } from '../workspaces/workspaces.module.ts';
import { ConnectionCandidates } from './connection-candidates.ts';
import { PromotionPreviewService } from './promotion-preview.service.ts';
import { PromotionSource } from './promotion-source.ts';
import { PromotionsController } from './promotions.controller.ts';
import { PromotionsService } from './promotions.service.ts';

@Module({
  imports: [WorkflowsModule, WorkflowTestsModule, WorkspacesModule],
  controllers: [PromotionsController],
  providers: [PromotionsService, PromotionPreviewService, PromotionSource, ConnectionCandidates],
})
export class PromotionsModule {}
