import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';
import { answerBrokenRequests } from './broken-requests.ts';
import type { ProblemAnswers } from './problem-answers.ts';
import { makeRequestId, prepareReply } from './request-hooks.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** How late one of the two may be noticed. */
const TIMEOUT_CHECK_MS = 5000;
const MAX_PARAM_CHARACTERS = 500;

export interface ServerOptionsParts {
  readonly trustProxy: readonly string[];
  readonly answers: ProblemAnswers;
  readonly publicUrl: () => string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly headerLimitBytes: number;
}

/** How the HTTP server listens: its limits, and how it answers what never becomes a request of a route. */
export function serverOptions({
  trustProxy,
  answers,
  publicUrl,
  log,
  metrics,
  headerLimitBytes,
}: ServerOptionsParts): FastifyHttpOptions<Server> {
  return {
    trustProxy: trustProxy.length === 0 ? false : [...trustProxy],
    genReqId: makeRequestId,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      maxHeaderSize: headerLimitBytes,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    forceCloseConnections: 'idle',
    // While the server stops, requests are refused by a problem document of ours.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequests({ log, metrics, headerLimitBytes }),
    frameworkErrors: (error, request, reply) => {
      prepareReply(request, reply, publicUrl());
      answers.answer(error, { request, reply });
    },
  };
}
