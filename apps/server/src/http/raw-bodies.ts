import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readBody, type BodyLimit } from './read-body.ts';

const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/;

/**
 * Lets the routes of a scope take any body, of whatever type it says it is, also of none that exists: who sends events is
 * rarely asked. Read it by {@link readRawBody}, once it is known to be wanted.
 */
export function takeAnyBody(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  scope.addHook('onRequest', (request, _reply, done) => {
    const type = request.raw.headers['content-type'];
    // For the framework only, which would refuse the request: the header itself stays.
    if (type !== undefined && !MEDIA_TYPE.test(type)) request.headers = { 'content-type': 'application/octet-stream' };
    done();
  });
}

const EMPTY = Buffer.alloc(0);

/** The bytes of a request's body, inflated; none when it has none. */
export async function readRawBody({ raw, body }: FastifyRequest, limit: BodyLimit): Promise<Buffer> {
  return body === undefined || body === null ? EMPTY : readBody(raw, limit);
}
