import { Module } from '@nestjs/common';
import { HeldStepsController } from './held-steps.controller.ts';
import { HeldStepsService } from './held-steps.service.ts';

@Module({ controllers: [HeldStepsController], providers: [HeldStepsService] })
export class HeldStepsModule {}
