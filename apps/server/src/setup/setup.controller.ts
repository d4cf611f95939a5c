import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionDto, type SessionDto } from '../auth/auth.dto.ts';
import { Public } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { createOwnerRequest, setupDto, type CreateOwnerRequest, type SetupDto } from './setup.dto.ts';
import { SetupService } from './setup.service.ts';

@ApiTags('Setup')
@Controller('api/v1/setup')
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  @Get()
  @Public()
  @Operation({ id: 'getSetup', summary: 'Whether this installation has an owner, and how it is', response: setupDto })
  read(@Req() request: FastifyRequest): Promise<SetupDto> {
    return this.setup.read(request);
  }

  @Post('owner')
  @Public()
  @Operation({
    id: 'createOwner',
    summary: 'Create the owner and sign in',
    description: 'From the machine itself, or with the one-time token that the server printed at start.',
    status: 201,
    body: createOwnerRequest,
    response: sessionDto,
    problems: [403, 409, 422],
  })
  createOwner(
    @Body({ schema: createOwnerRequest }) body: CreateOwnerRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.setup.createOwner(body, { request, reply });
  }
}
