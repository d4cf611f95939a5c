import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { toProblem } from './to-problem.ts';

/** The only place that answers errors: every route's, Nest's own, and the framework's. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly metrics: Metrics,
    private readonly allowedMethods: (path: string) => readonly string[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const path = request.url.split('?')[0] ?? '';
    const { document, headers, fault } = toProblem(this.orMethodNotAllowed(error, request.method, path), {
      instance: path,
      requestId: request.id,
    });
    this.metrics.countError(fault, document.code);
    const line = { requestId: request.id, method: request.method, path, code: document.code, runId: document.runId };
    // A stack of ours is worth reading only when the fault is ours.
    if (fault === 'system') this.log.error({ ...line, error }, document.title);
    else this.log.info({ ...line, detail: document.detail }, document.title);
    // The head of a stream or hijacked answer is gone already; all that is left is to end it.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    reply
      .code(document.status)
      .headers(headers)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(document));
  }

  /** The router says "not found" for a known path with another method. */
  private orMethodNotAllowed(error: unknown, method: string, path: string): unknown {
    const isUnrouted = (error as { getStatus?: () => number } | null)?.getStatus?.() === 404;
    const allow = isUnrouted ? this.allowedMethods(path) : [];
    if (allow.length === 0) return error;
    return new ServerError(
      'route.method_not_allowed',
      `${method} is not possible here. Possible: ${allow.join(', ')}.`,
      {
        headers: { allow: allow.join(', ') },
      },
    );
  }
}
