import { Module } from '@nestjs/common';
import { CapturesController } from './captures.controller.ts';
import { CapturesService } from './captures.service.ts';

@Module({ controllers: [CapturesController], providers: [CapturesService] })
export class CapturesModule {}
