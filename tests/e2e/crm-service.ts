import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service with a bearer token and an OpenAPI document. */
export interface CrmService {
  /** The document, as somebody would paste it. */
  readonly document: string;
  /** The same with one operation less and one more. */
  readonly nextDocument: string;
  readonly token: string;
  stop(): Promise<void>;
}

const TOKEN = 'sesame-opens-the-crm';
const PEOPLE = [
  { id: 1, name: 'Ada', email: 'ada@example.com' },
  { id: 2, name: 'Grace', email: 'grace@example.com' },
];
const contact = {
  type: 'object',
  properties: { id: { type: 'integer' }, name: { type: 'string' }, email: { type: 'string' } },
};
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };

function operation(operationId: string, summary: string, rest: object = {}): object {
  const content = { 'application/json': { schema: { type: 'array', items: contact } } };
  return { operationId, summary, responses: { 200: { description: 'Done.', content } }, ...rest };
}

function documentOf(url: string, paths: object): string {
  return JSON.stringify({
    ...{ openapi: '3.1.0', info: { title: 'CRM', version: '1' }, servers: [{ url }], security: [{ token: [] }] },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
  response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isKnown ? PEOPLE : { message: 'Who is there?' }));
}

/** Starts the service on a free port of this machine. */
export async function startCrm(): Promise<CrmService> {
  const server: Server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const contacts = {
    get: operation('listContacts', 'List contacts'),
    post: operation('createContact', 'Create a contact'),
  };
  const one = { get: operation('getContact', 'Get a contact', { parameters: [id] }) };
  const gone = { delete: operation('deleteContact', 'Delete a contact', { parameters: [id] }) };
  const deals = { get: operation('listDeals', 'List deals') };
  return {
    token: TOKEN,
    document: documentOf(url, { '/contacts': contacts, '/contacts/{id}': { ...one, ...gone } }),
    nextDocument: documentOf(url, { '/contacts': contacts, '/contacts/{id}': one, '/deals': deals }),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
