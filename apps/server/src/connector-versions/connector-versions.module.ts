import { Module } from '@nestjs/common';
import { ConnectorVersionsController } from './connector-versions.controller.ts';
import { ConnectorVersionsService } from './connector-versions.service.ts';

@Module({ controllers: [ConnectorVersionsController], providers: [ConnectorVersionsService] })
export class ConnectorVersionsModule {}
