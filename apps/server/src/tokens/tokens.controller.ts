import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  answeredTokenDto,
  answerTokenRequest,
  tokenParams,
  type AnsweredTokenDto,
  type AnswerTokenRequest,
  type TokenParams,
} from './tokens.dto.ts';
import { TokensService } from './tokens.service.ts';

@ApiTags('Tasks')
@Controller('api/v1/tokens/:token')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Post()
  @Public()
  @Operation({
    id: 'answerToken',
    summary: 'Answer a task that waits; the first answer counts, and the token is all that it needs',
    params: tokenParams,
    body: answerTokenRequest,
    response: answeredTokenDto,
    problems: [404, 409, 410, 422],
  })
  answer(
    @Param({ schema: tokenParams }) { token }: TokenParams,
    @Body({ schema: answerTokenRequest }) body: AnswerTokenRequest,
  ): Promise<AnsweredTokenDto> {
    return this.tokens.answer(token, body);
  }

  @Post('heartbeat')
  @Public()
  @Operation({
    id: 'beatToken',
    summary: 'Say that the answer is still being worked on, before `HeartbeatSeconds` run out',
    params: tokenParams,
    status: 204,
    problems: [404, 409, 410],
  })
  beat(@Param({ schema: tokenParams }) { token }: TokenParams): Promise<void> {
    return this.tokens.beat(token);
  }
}
