import { Module } from '@nestjs/common';
import { DraftTestsController } from './draft-tests.controller.ts';
import { DraftTestsService } from './draft-tests.service.ts';

@Module({ controllers: [DraftTestsController], providers: [DraftTestsService] })
export class DraftTestsModule {}
