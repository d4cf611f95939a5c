import { Module } from '@nestjs/common';
import { WorkflowTestsModule } from '../workflow-tests/workflow-tests.module.ts';
import { ConnectorMigrationsController } from './connector-migrations.controller.ts';
import { ConnectorMigrationsService } from './connector-migrations.service.ts';
import { PinMover } from './pin-mover.ts';

@Module({
  imports: [WorkflowTestsModule],
  controllers: [ConnectorMigrationsController],
  providers: [ConnectorMigrationsService, PinMover],
})
export class ConnectorMigrationsModule {}
