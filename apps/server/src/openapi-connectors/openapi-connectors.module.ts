import { Module } from '@nestjs/common';
import { OpenApiConnectorsController } from './openapi-connectors.controller.ts';
import { OpenApiConnectorsService } from './openapi-connectors.service.ts';

@Module({ controllers: [OpenApiConnectorsController], providers: [OpenApiConnectorsService] })
export class OpenApiConnectorsModule {}
