import { Module } from '@nestjs/common';
import { RecordedResults } from './recorded-results.ts';
import { SamplesController } from './samples.controller.ts';
import { SamplesService } from './samples.service.ts';

@Module({ controllers: [SamplesController], providers: [SamplesService, RecordedResults] })
export class SamplesModule {}
