import type { FastifyReply } from 'fastify';

/** Says where what was made is (RFC 9110 §10.2.2), and gives it back. `path`: below `/api/v1`. */
export function createdAt<Made>(reply: FastifyReply, path: string, made: Made): Made {
  reply.header('location', `/api/v1/${path}`);
  return made;
}

/** Where a version of a connector is. */
export const pathOfVersion = ({ name, version }: { readonly name: string; readonly version: string }): string =>
  `connectors/${encodeURIComponent(name)}?version=${encodeURIComponent(version)}`;
