import { Module } from '@nestjs/common';
import { OpenApiConnectorsController } from './openapi-connectors.controller.ts';
import { OpenApiReader } from './openapi-reader.ts';
import { OpenApiConnectorsService } from './openapi-connectors.service.ts';

@Module({ controllers: [OpenApiConnectorsController], providers: [OpenApiConnectorsService, OpenApiReader] })
export class OpenApiConnectorsModule {}
