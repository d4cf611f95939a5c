import { Module } from '@nestjs/common';
import { OAuthCallbackService } from './oauth-callback.service.ts';
import { OAuthClientsController } from './oauth-clients.controller.ts';
import { OAuthClientsService } from './oauth-clients.service.ts';
import { OAuthCodes } from './oauth-codes.ts';
import { OAuthSignInsService } from './oauth-sign-ins.service.ts';
import { OAuthController } from './oauth.controller.ts';
import { SignedConnections } from './signed-connections.ts';

@Module({
  controllers: [OAuthClientsController, OAuthController],
  providers: [OAuthClientsService, OAuthSignInsService, OAuthCallbackService, OAuthCodes, SignedConnections],
})
export class OAuthModule {}
