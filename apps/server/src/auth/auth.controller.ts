import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentActor, Public, SignedIn } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { loginRequest, sessionDto, toSessionDto, type LoginRequest, type SessionDto } from './auth.dto.ts';
import { AuthService } from './auth.service.ts';

@ApiTags('Auth')
@Controller('api/v1/auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('login')
  @Public()
  @Operation({
    id: 'login',
    summary: 'Sign in; sets the session cookie',
    body: loginRequest,
    response: sessionDto,
    problems: [401, 429],
  })
  login(
    @Body({ schema: loginRequest }) body: LoginRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.auth.login(body, { request, reply });
  }

  @Post('logout')
  @Public()
  @Operation({ id: 'logout', summary: 'End the session', status: 204 })
  logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    return this.auth.logout({ request, reply });
  }

  @Get('session')
  @SignedIn()
  @Operation({ id: 'getSession', summary: 'Who is signed in', response: sessionDto, problems: [401] })
  session(@CurrentActor() actor: Actor): SessionDto {
    return toSessionDto(actor);
  }
}
