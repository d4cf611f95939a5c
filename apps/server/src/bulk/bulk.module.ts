import { Module } from '@nestjs/common';
import { BulkPlanner } from './bulk-planner.ts';
import { BulkController } from './bulk.controller.ts';
import { BulkService } from './bulk.service.ts';

@Module({ controllers: [BulkController], providers: [BulkService, BulkPlanner] })
export class BulkModule {}
