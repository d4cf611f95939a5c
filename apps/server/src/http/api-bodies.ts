import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { parseJsonBody, type JsonLimits } from './json-body.ts';
import { readBody, type BodyLimit } from './read-body.ts';

/** The API reads JSON and nothing else; what it refuses, it refuses with a place or a limit. */
export function parseApiBodies(instance: FastifyInstance, limit: BodyLimit, json: JsonLimits): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', async (request: FastifyRequest, payload: FastifyRequest['raw']) => {
    const bytes = await readBody(payload, limit);
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (bytes.length === 0 && (type === undefined || type === '')) return undefined;
    if (type === 'application/json') return parseJsonBody(bytes, json);
    throw new ServerError(
      'request.media_type_unsupported',
      `This address reads application/json, not ${type === undefined ? 'a body without a type' : `"${type.slice(0, 100)}"`}.`,
      { headers: { accept: 'application/json' } },
    );
  });
}
