import { Module } from '@nestjs/common';
import { AnswerCheck } from './answer-check.ts';
import { TokensController } from './tokens.controller.ts';
import { TokensService } from './tokens.service.ts';

@Module({
  controllers: [TokensController],
  providers: [TokensService, AnswerCheck],
  exports: [TokensService],
})
export class TokensModule {}
