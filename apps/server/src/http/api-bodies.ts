import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { parseJsonBody, type JsonLimits } from './json-body.ts';
import { readBody, type BodyLimit } from './read-body.ts';
import { uploadRuleOf } from './upload.decorator.ts';

/** The API reads JSON and, where a route says so, bytes; what it refuses, it refuses with a place or a limit. */
export function parseApiBodies(instance: FastifyInstance, limit: BodyLimit, json: JsonLimits): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', async (request: FastifyRequest, payload: FastifyRequest['raw']) => {
    const upload = uploadRuleOf(request);
    const bytes = await readBody(payload, upload === undefined ? limit : { ...limit, limitBytes: upload.limitBytes });
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    // Many clients name the type of a body that they do not send.
    if (bytes.length === 0 && ['', 'application/json'].includes(type)) return undefined;
    if (type === upload?.bytesType) return bytes;
    if (type === 'application/json') return parseJsonBody(bytes, json);
    throw unsupported(type, upload?.bytesType ?? 'application/json');
  });
}

function unsupported(type: string, wanted: string): ServerError {
  return new ServerError(
    'request.media_type_unsupported',
    `This address reads ${wanted}, not ${type === '' ? 'a body without a type' : `"${type.slice(0, 100)}"`}.`,
    { headers: { accept: wanted } },
  );
}
