import { Module } from '@nestjs/common';
import { OAuthRevocations } from '../oauth/oauth-revocations.ts';
import { ConnectionRemovals } from './connection-removals.ts';
import { ConnectionViews } from './connection-views.ts';
import { ConnectionsController } from './connections.controller.ts';
import { ConnectionsService } from './connections.service.ts';

@Module({
  controllers: [ConnectionsController],
  providers: [ConnectionsService, ConnectionViews, ConnectionRemovals, OAuthRevocations],
})
export class ConnectionsModule {}
