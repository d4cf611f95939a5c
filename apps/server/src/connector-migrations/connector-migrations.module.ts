import { Module } from '@nestjs/common';
import { ValidationModule } from '../validation/validation.module.ts';
import { ConnectorMigrationsController } from './connector-migrations.controller.ts';
import { ConnectorMigrationsService } from './connector-migrations.service.ts';
import { PinMover } from './pin-mover.ts';

@Module({
  imports: [ValidationModule],
  controllers: [ConnectorMigrationsController],
  providers: [ConnectorMigrationsService, PinMover],
})
export class ConnectorMigrationsModule {}
