import { Module } from '@nestjs/common';
import { AlertChannelsController } from './alert-channels.controller.ts';
import { AlertChannelsService } from './alert-channels.service.ts';
import { AlertRulesController } from './alert-rules.controller.ts';
import { AlertRulesService } from './alert-rules.service.ts';
import { AlertsController } from './alerts.controller.ts';
import { AlertsService } from './alerts.service.ts';

@Module({
  // The ones with fixed paths first: an alert is named by what stands there otherwise.
  controllers: [AlertRulesController, AlertChannelsController, AlertsController],
  providers: [AlertRulesService, AlertChannelsService, AlertsService],
})
export class AlertsModule {}
