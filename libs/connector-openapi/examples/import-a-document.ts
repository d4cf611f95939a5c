import { importOpenApi, inspectOpenApi, readOpenApi } from '@millrace/connector-openapi';
import { connectorOfManifest } from '@millrace/connector-sdk/platform';

const document = readOpenApi(`
openapi: 3.0.3
info: { title: Desk, version: '1' }
servers: [{ url: https://desk.example/api }]
paths:
  /tickets/{id}:
    get:
      operationId: getTicket
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { content: { application/json: { schema: { type: object } } } } }
`);

export const offered = inspectOpenApi(document).operations.map(({ key, name }) => `${key}: ${name}`);

const { manifest, names } = importOpenApi(document, { name: 'desk', operations: ['GET /tickets/{id}'] });
/** Runs without any code; `names` goes into the overlay of the next import. */
export const connector = connectorOfManifest(manifest);
export const overlay = { name: 'desk', names };
