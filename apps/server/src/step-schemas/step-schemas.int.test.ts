// What services say about steps is kept with a version, checks its arguments, and is held against what they say later.
import type { JsonObject } from '@millrace/machine';
import { createStores, openDatabase, type Database } from '@millrace/persistence';
import { createTestDatabase, VirtualClock, type TestDatabase } from '@millrace/testing';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { makeSheetsConnector, type SheetsService } from '../testing/sheets-connector.ts';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';
import type { SchemaReads } from './resolve-parts.ts';
import { SchemaComparisons } from './schema-comparisons.ts';
import { StepSchemas } from './step-schemas.service.ts';

const service: SheetsService = { columns: {} };
const connector = makeSheetsConnector(service);
let database: TestDatabase;
let server: TestServer;
let own: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url, {}, { connectors: [connector] });
  own = await openDatabase({ url: database.url });
}, 60_000);
afterAll(async () => {
  await own.close();
  await server.stop();
  await database.drop();
}, 60_000);
beforeEach(() => {
  service.columns = { people: ['name', 'email'] };
});

const workflow = (name: string, sheet: string, values: object) =>
  webhookWorkflow(name, { Type: 'Task', Resource: 'connector:sheets/add_row', Arguments: { sheet, values } });
async function publish(name: string, sheet: string, values: object): Promise<Answer> {
  await server.api('/api/v1/workflows', { json: workflow(name, sheet, values) });
  return server.api(`/api/v1/workflows/${name}/publish`, { json: {} });
}
const path = '/machine/States/Only/Arguments/values';

test('a version is published with what services said, also about outputs', async () => {
  expect((await publish('fits', 'people', { name: '{% $states.input.name %}' })).status).toBe(201);
  const { body } = await server.api('/api/v1/workflows/fits/versions/1');
  const columns = expect.objectContaining({
    properties: { name: { type: 'string' }, email: { type: 'string' } },
  }) as object;
  expect(body).toMatchObject({
    stepSchemas: [
      { path, part: 'argument', schema: columns },
      { path: '/machine/States/Only', part: 'output', schema: columns },
    ],
  });
});

test('what does not fit is not published, and is a finding as others are', async () => {
  const refused = await publish('misfit', 'people', { name: 'Ada', phone: '1' });
  expect(refused).toMatchObject({ status: 422, body: { code: 'workflow.invalid' } });
  expect(refused.body.errors).toEqual([
    expect.objectContaining({ code: 'connector.arguments_invalid', severity: 'error', path: `${path}/phone` }),
  ]);
  expect((await server.api('/api/v1/workflows/misfit/versions')).body.items).toEqual([]);
});

test('a service that does not answer is a warning', async () => {
  const published = await publish('locked', 'secrets', { anything: 1 });
  expect(published.status).toBe(201);
  expect(published.body).toMatchObject({
    warnings: [
      {
        code: 'connector.schema_unanswered',
        severity: 'warning',
        path,
        message: expect.stringContaining('is locked') as string,
      },
      { code: 'connector.schema_unanswered', path: '/machine/States/Only' },
    ],
  });
  expect((await server.api('/api/v1/workflows/locked/versions/1')).body).toMatchObject({ stepSchemas: [] });
});

test('what a service says otherwise a week later is a warning on its workflow, until it is published again', async () => {
  await publish('watched', 'people', { name: 'Ada', email: 'ada@example.com' });
  expect((await server.api('/api/v1/workflows/watched')).body).toMatchObject({ schemaWarnings: [] });
  service.columns = { people: ['name', 'phone'] };
  await own.source.query("update version_step_schemas set compared_at = now() - interval '7 days'");
  await compareAll();
  const warning = { code: 'connector.schema_changed', severity: 'warning', path };
  expect((await server.api('/api/v1/workflows/watched')).body).toMatchObject({
    schemaWarnings: [
      { ...warning, message: expect.stringContaining('"email" is gone') as string },
      { ...warning, path: '/machine/States/Only' },
    ],
  });
  const { items } = (await server.api('/api/v1/workflows')).body as unknown as {
    items: { name: string; schemaWarnings: unknown[] }[];
  };
  expect(items.find(({ name }) => name === 'watched')?.schemaWarnings).toHaveLength(2);
  const draft = await server.api('/api/v1/workflows/watched/draft');
  const json = workflow('watched', 'people', { name: 'Ada' });
  const headers = { 'if-match': draft.headers.get('etag') ?? '' };
  expect((await server.api('/api/v1/workflows/watched/draft', { method: 'PUT', json, headers })).status).toBe(200);
  await server.api('/api/v1/workflows/watched/publish', { json: {} });
  expect((await server.api('/api/v1/workflows/watched')).body).toMatchObject({ schemaWarnings: [] });
});

/** What the server does in a week. */
async function compareAll(): Promise<void> {
  const { stepSchemas: store, workflows, connectors } = createStores(own);
  const reads: SchemaReads = {
    readSchema: async ({ input }) => {
      const about = { log: [], secrets: [] };
      try {
        const output = await connector.connector.schemas?.columns?.({} as never, { input });
        return { ...about, kind: 'returned', output: output as JsonObject };
      } catch (thrown) {
        return { ...about, kind: 'threw', error: 'Connector.Fatal', cause: String(thrown) };
      }
    },
  };
  const schemas = new StepSchemas(new ConnectorCatalogue([connector], connectors), reads, store);
  const reports: unknown[] = [];
  const report = (cause: unknown): void => void reports.push(cause);
  const comparisons = new SchemaComparisons({ store, workflows, schemas, clock: new VirtualClock(), report });
  for (let turn = 0; turn < 5; turn += 1) await comparisons.tick();
  await comparisons.stop();
  expect(reports).toEqual([]);
}
