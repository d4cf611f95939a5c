import { Module } from '@nestjs/common';
import { BaselinesController } from './baselines.controller.ts';
import { BaselinesService } from './baselines.service.ts';
import { FiguresController } from './figures.controller.ts';
import { FiguresService } from './figures.service.ts';
import { TriageController } from './triage.controller.ts';
import { TriageService } from './triage.service.ts';

@Module({
  controllers: [FiguresController, BaselinesController, TriageController],
  providers: [FiguresService, BaselinesService, TriageService],
})
export class FiguresModule {}
