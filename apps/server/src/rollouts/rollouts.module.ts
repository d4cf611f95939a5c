import { Module } from '@nestjs/common';
import { RolloutsController } from './rollouts.controller.ts';
import { RolloutsService } from './rollouts.service.ts';

@Module({ controllers: [RolloutsController], providers: [RolloutsService] })
export class RolloutsModule {}
