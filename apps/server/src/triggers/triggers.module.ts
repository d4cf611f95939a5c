import { Module } from '@nestjs/common';
import { TriggersController } from './triggers.controller.ts';
import { TriggersService } from './triggers.service.ts';

@Module({ controllers: [TriggersController], providers: [TriggersService] })
export class TriggersModule {}
