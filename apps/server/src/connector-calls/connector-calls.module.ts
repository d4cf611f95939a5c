import { Module } from '@nestjs/common';
import { ConnectorCallsController } from './connector-calls.controller.ts';
import { ConnectorCallsService } from './connector-calls.service.ts';

@Module({ controllers: [ConnectorCallsController], providers: [ConnectorCallsService] })
export class ConnectorCallsModule {}
