import { Module } from '@nestjs/common';
import { ConnectorsController } from './connectors.controller.ts';
import { ConnectorsService } from './connectors.service.ts';

@Module({ controllers: [ConnectorsController], providers: [ConnectorsService] })
export class ConnectorsModule {}
