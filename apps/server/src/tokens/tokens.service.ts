import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '@millrace/machine';
import { RuntimeError, type TokenAnswer } from '@millrace/runtime';
import type { RunEngine } from '../platform/run-engine.ts';
import { ENGINE } from '../platform/tokens.ts';
import { AnswerCheck } from './answer-check.ts';
import type { AnsweredTokenDto, AnswerTokenRequest } from './tokens.dto.ts';

const REFUSALS = {
  not_found: 'No task waits under this token.',
  already_answered: 'This task has its answer already; the first one counts.',
  expired: 'This task no longer waits: it ran out of time, was tried again, or its run has ended.',
} as const;

/** Answers from whoever holds a token: it is the credential. */
@Injectable()
export class TokensService {
  constructor(
    @Inject(ENGINE) private readonly engine: RunEngine,
    private readonly check: AnswerCheck,
  ) {}

  async answer(token: string, request: AnswerTokenRequest): Promise<AnsweredTokenDto> {
    if (request.error === undefined) await this.check.require(token, request.output as JsonValue);
    const result = await this.engine.answerToken({ token, answer: toAnswer(request) });
    if (result.kind === 'answered') return { runId: result.runId };
    throw tokenRefusal(result.kind);
  }

  async beat(token: string): Promise<void> {
    const result = await this.engine.beatToken(token);
    if (result !== 'noted') throw tokenRefusal(result);
  }
}

function toAnswer({ output, error, cause = '' }: AnswerTokenRequest): TokenAnswer {
  return error === undefined ? { kind: 'returned', output: JSON.stringify(output) } : { kind: 'threw', error, cause };
}

export function tokenRefusal(kind: keyof typeof REFUSALS): RuntimeError {
  return new RuntimeError(`task_token.${kind}`, REFUSALS[kind]);
}
