import { Module } from '@nestjs/common';
import { ValidationModule } from '../validation/validation.module.ts';
import { DraftChecks } from './draft-checks.ts';
import { DraftTestsController } from './draft-tests.controller.ts';
import { DraftTestsService } from './draft-tests.service.ts';

@Module({
  imports: [ValidationModule],
  controllers: [DraftTestsController],
  providers: [DraftTestsService, DraftChecks],
})
export class DraftTestsModule {}
