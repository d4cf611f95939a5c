import { Module } from '@nestjs/common';
import { SamplesController } from './samples.controller.ts';
import { SamplesService } from './samples.service.ts';

@Module({ controllers: [SamplesController], providers: [SamplesService], exports: [SamplesService] })
export class SamplesModule {}
