import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ProblemDto } from './problem.dto.ts';
import { idsOfRequest } from './ids-of-request.ts';
import { dropRestOf } from './read-body.ts';
import { toProblem } from './to-problem.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
/** An answer of the API is data: never a page, and nobody's to keep. */
export const DATA_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** A problem as it is sent. */
export interface PrintedProblem {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const printDocument = (problem: ProblemDto): PrintedProblem => ({
  headers: { ...DATA_HEADERS, 'content-type': PROBLEM_TYPE },
  body: JSON.stringify(problem),
});

/** Answers errors with problem documents, wherever they come from, and notes them in log and metrics. */
export class ProblemAnswers {
  constructor(
    private readonly log: Logger,
    private readonly metrics: Metrics,
    private readonly allowedMethods: (path: string) => readonly string[],
  ) {}

  /** `print`: where a document in another form is wanted, such as a page. */
  answer(
    error: unknown,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    print: (problem: ProblemDto) => PrintedProblem = printDocument,
  ): void {
    const path = request.url.split('?')[0] ?? '';
    const shown = withoutToken(request, path);
    const { document, headers, fault } = toProblem(this.orMethodNotAllowed(error, request.method, path), {
      instance: shown,
      requestId: request.id,
    });
    this.metrics.countError(fault, document.code);
    const line = {
      requestId: request.id,
      method: request.method,
      path: shown,
      code: document.code,
      ...idsOfRequest(request, document.runId),
    };
    // A stack of ours is worth reading only when the fault is ours.
    if (fault === 'system') this.log.error({ ...line, error }, document.title);
    else this.log.info({ ...line, detail: document.detail }, document.title);
    // The head of a stream or hijacked answer is gone already; all that is left is to end it.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    keepConnection(request, reply);
    const printed = print(document);
    reply
      .code(document.status)
      .headers({ ...headers, ...printed.headers })
      .send(printed.body);
  }

  /** The router says "not found" for a known path with another method. */
  private orMethodNotAllowed(error: unknown, method: string, path: string): unknown {
    const isUnrouted = (error as { getStatus?: () => number } | null)?.getStatus?.() === 404;
    const allow = isUnrouted ? this.allowedMethods(path) : [];
    // Where the method is one of them, it is the path after all: a part of it is longer than any name.
    if (allow.length === 0 || allow.includes(method)) return error;
    return new ServerError(
      'route.method_not_allowed',
      `${method} is not possible here. Possible: ${allow.join(', ')}.`,
      { headers: { allow: allow.join(', ') } },
    );
  }
}

/** A token in an address is all that its holder needs: no log and no answer repeats it. */
function withoutToken({ routeOptions: { url: route = '' } }: FastifyRequest, path: string): string {
  return route.includes(':token')
    ? route
    : path.replace(/^(\/callbacks\/|\/api\/v1\/(?:tokens|tasks)\/)[^/]+/, '$1:token');
}

/** Closing while the asker still sends would reset the connection, and the answer with it: it is closed after that. */
function keepConnection({ raw }: FastifyRequest, reply: FastifyReply): void {
  // Set by the framework when a body was refused.
  reply.removeHeader('connection');
  const response = reply.raw;
  if (!dropRestOf(raw)) return;
  reply.header('connection', 'keep-alive');
  if (response.shouldKeepAlive) return;
  const close = (): void => {
    if (raw.readableEnded && response.writableFinished) raw.socket.end();
  };
  raw.once('end', close);
  response.once('finish', close);
}
