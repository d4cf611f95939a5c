import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ProblemAnswers } from './problem-answers.ts';

/** Hands over the errors of every route, of Nest itself and of the framework below it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly answers: ProblemAnswers) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answers.answer(error, { request: http.getRequest(), reply: http.getResponse() });
  }
}
