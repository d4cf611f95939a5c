// What the list of connectors says of large ones, and what a connector says of itself.
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const CONNECTORS = '/api/v1/connectors';
let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

interface Action {
  readonly name: string;
  readonly title: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly sample?: unknown;
}
interface Connector {
  readonly name: string;
  readonly isAbridged?: boolean;
  readonly actions: readonly Action[];
}

async function importOperations(name: string, count: number): Promise<void> {
  const text = { type: 'string', description: 'Something that is said at some length. '.repeat(20) };
  const properties = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`property_${index}`, text]));
  const schema = { type: 'object', properties };
  const responses = { 200: { description: 'It.', content: { 'application/json': { schema } } } };
  const operation = (index: number) => ({ get: { operationId: `get_${index}`, summary: `Get ${index}`, responses } });
  const document = {
    openapi: '3.0.3',
    ...{ info: { title: name, version: '1.0.0' }, servers: [{ url: 'https://a.example' }] },
    paths: Object.fromEntries(Array.from({ length: count }, (_, index) => [`/things/${index}`, operation(index)])),
  };
  const overlay = { name, title: name, description: 'Things.', version: '1.0.0' };
  const json = { document: JSON.stringify(document), overlay, promote: true };
  expect(await server.api(`${CONNECTORS}/openapi`, { json })).toMatchObject({ status: 201 });
}
const listed = async (name: string): Promise<Connector | undefined> => {
  const { items } = (await server.api(CONNECTORS)).body as unknown as { items: readonly Connector[] };
  return items.find((connector) => connector.name === name);
};
const read = async (path: string): Promise<Connector> =>
  (await server.api(`${CONNECTORS}/${path}`)).body as unknown as Connector;

test('the list leaves out the schemas of a large connector, which it says itself', async () => {
  await importOperations('large', 60);
  await importOperations('small', 5);
  const [large, small] = [await listed('large'), await listed('small')];
  expect(large).toMatchObject({ isAbridged: true, actions: { length: 60 } });
  expect(large?.actions[0]).toMatchObject({ name: 'get_0', title: 'Get 0', effects: 'read' });
  for (const member of ['input', 'output', 'sample']) expect(large?.actions[0]).not.toHaveProperty(member);
  expect(small).not.toHaveProperty('isAbridged');
  expect(small?.actions[0]).toHaveProperty('output.properties.property_9');
  for (const path of ['large', 'large?version=1.0.0']) {
    const { actions } = await read(path);
    expect(actions).toHaveLength(60);
    for (const member of ['input', 'output', 'sample']) expect(actions[59]).toHaveProperty(member);
  }
});

test('what has become of a large connector is listed as it is now', async () => {
  await importOperations('cached', 60);
  expect(await listed('cached')).toMatchObject({ isAbridged: true });
  await server.api(`${CONNECTORS}/cached/versions/1.0.0/deprecate`, { json: {} });
  // What may change of it is as it is now.
  expect(await listed('cached')).toMatchObject({ state: 'deprecated', isAbridged: true });
});
