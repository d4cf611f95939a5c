import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../auth/sessions.ts';
import { Allow, CurrentActor, CurrentCaller, Public, type Caller } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { printCallbackPage } from './callback-page.ts';
import { OAuthCallbackService } from './oauth-callback.service.ts';
import { OAuthSignInsService } from './oauth-sign-ins.service.ts';
import {
  oauthSignInDto,
  oauthSignInParams,
  startedOAuthDto,
  startOAuthRequest,
  type OAuthSignInDto,
  type OAuthSignInParams,
  type StartedOAuthDto,
  type StartOAuthRequest,
} from './oauth.dto.ts';

@ApiTags('OAuth')
@Controller('api/v1/oauth')
export class OAuthController {
  constructor(
    private readonly signIns: OAuthSignInsService,
    private readonly callbacks: OAuthCallbackService,
    private readonly sessions: Sessions,
  ) {}

  @Post('start')
  @Allow('connection.write')
  @Operation({
    id: 'startOAuth',
    summary: 'Begin to sign in with a service; ends in the browser that began',
    status: 201,
    body: startOAuthRequest,
    response: startedOAuthDto,
    problems: [403, 404, 409, 422, 503],
  })
  start(
    @CurrentCaller() { actor, request }: Caller,
    @Body({ schema: startOAuthRequest }) body: StartOAuthRequest,
  ): Promise<StartedOAuthDto> {
    const browser = { sessionHash: this.sessions.hashOf(request), origin: request.headers.origin };
    return this.signIns.start(actor, browser, body);
  }

  @Get('callback')
  @Public()
  @Operation({
    id: 'endOAuth',
    summary: 'Where services send people back to; the state decides',
    produces: { type: 'text/html', description: 'A page that tells the one that waits, and closes itself.' },
  })
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const [actor, sessionHash] = [await this.sessions.findActor(request), this.sessions.hashOf(request)];
    const ended = await this.callbacks.end({
      query: textsOf(request.query),
      actor,
      sessionHash,
      requestId: request.id,
    });
    const { html, policy } = printCallbackPage(ended);
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy);
    return html;
  }

  @Get(':id')
  @Allow('connection.write')
  @Operation({
    id: 'getOAuthSignIn',
    summary: 'How a sign-in that you began has ended',
    params: oauthSignInParams,
    response: oauthSignInDto,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: oauthSignInParams }) { id }: OAuthSignInParams,
  ): Promise<OAuthSignInDto> {
    return this.signIns.read(actor, id);
  }
}

/** Parameters that are given once; services add what they like. */
function textsOf(query: unknown): Readonly<Record<string, string>> {
  const entries: [string, unknown][] = Object.entries(query ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
