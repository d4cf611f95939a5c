import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { DATA_HEADERS, PROBLEM_TYPE } from './problem-answers.ts';
import { toProblem } from './to-problem.ts';

interface ParserError extends Error {
  readonly code?: string;
}

/**
 * Answers what is no HTTP, or does not come in time: Node tells only the socket. The connection ends in any case, since
 * nobody knows where a next request would begin.
 */
export function answerBrokenRequests({
  log,
  metrics,
  headerLimitBytes,
}: {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly headerLimitBytes: number;
}): (error: ParserError, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const requestId = randomUUID();
    const { document } = toProblem(toServerError(error, headerLimitBytes), { instance: '', requestId });
    metrics.countError('caller', document.code);
    log.info({ requestId, code: document.code, reason: error.code, detail: document.detail }, document.title);
    const body = JSON.stringify(document);
    const headers = {
      ...DATA_HEADERS,
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      'content-type': PROBLEM_TYPE,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const status = `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status] ?? ''}\r\n`;
    socket.end(`${status}${lines.join('')}\r\n${body}`);
    socket.destroySoon();
  };
}

/**
 * Is a request before this one, or one that came in full, under way? Then what is written here would be taken for its
 * answer: better none, which says that nobody knows.
 */
function isAnswering(socket: Socket): boolean {
  // The response that Node is about to write to this socket; no public name leads to it.
  const { _httpMessage: response } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  return response !== undefined && response !== null && (response.headersSent || response.req.complete);
}

function toServerError({ code, message }: ParserError, headerLimitBytes: number): ServerError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const sentence = `Request line and headers are longer than ${headerLimitBytes} bytes together.`;
    return new ServerError('request.headers_too_large', sentence, {
      detail: { limit: headerLimitBytes, setting: 'MILLRACE_HEADER_LIMIT_BYTES' },
    });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ServerError('request.timeout', 'The request did not come in full within its time.');
  }
  return new ServerError('request.malformed', `This is no HTTP: ${message.replace(/^Parse Error: /, '')}.`);
}
