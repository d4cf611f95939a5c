// A version goes from one workspace into another: what it would meet there, what it becomes, and what keeps it out.
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase } from '@millrace/persistence';
import { signIn, type SignedInCalls } from '../testing/signed-in.ts';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let here: SignedInCalls;
let there: SignedInCalls;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  here = await signIn(server);
  expect((await here('/api/v1/workspaces', { json: { slug: 'live', name: 'Live', stage: 'production' } })).status).toBe(
    201,
  );
  there = await signIn(server);
  await there('/api/v1/workspaces/live/enter', { method: 'POST' });
  for (const name of ['crm', 'undo', 'only-here']) await connect(here, name);
  for (const name of ['crm', 'crm-live']) await connect(there, name);
  for (const [person, name] of [
    [here, 'hook-secret'],
    [there, 'hook-secret-live'],
  ] as const) {
    const json = { name, fields: { secret: 'whsec_c2VjcmV0' } };
    expect((await person('/api/v1/connections', { json })).status).toBe(201);
  }
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

async function connect(person: SignedInCalls, name: string): Promise<void> {
  const json = {
    name,
    kind: 'connector',
    connector: 'http',
    authKind: 'bearer',
    fields: { token: 'CANARY' },
    allowedHosts: ['x.test'],
  };
  expect((await person('/api/v1/connections', { json })).status).toBe(201);
}

const get = (connection: string) => ({
  ...{ Type: 'Task', Resource: 'connector:http/request', Credentials: { Connection: connection } },
  Arguments: { method: 'GET', url: 'http://x.test' },
});
const undo = (connection: string) => {
  const { Type: _, ...call } = get(connection);
  return call;
};
const plain = (name: string, more: object = {}) => ({ ...webhookWorkflow(name, { Type: 'Pass' }), ...more });
const connected = (name: string, connection: string) => webhookWorkflow(name, get(connection));
/** Names a connection in a trigger, in a step of a Map, and in what undoes that step. */
const deep = (name: string) => {
  const inner = { StartAt: 'Get', States: { Get: { ...get('crm'), Compensate: undo('undo'), End: true } } };
  const each = { Type: 'Map', Items: [1], ItemProcessor: inner };
  return webhookWorkflow(name, each, { verify: 'standard-webhooks', connection: 'hook-secret' });
};

const promote = (name: string, json: object, number = 1): Promise<Answer> =>
  here(`/api/v1/workflows/${name}/versions/${number}/promotions`, { json: { workspace: 'live', ...json } });
const preview = async (name: string, json: object = {}): Promise<Record<string, unknown>> => {
  const path = `/api/v1/workflows/${name}/versions/1/promotion-previews`;
  const answer = await here(path, { json: { workspace: 'live', ...json } });
  expect(answer.status).toBe(200);
  return answer.body as unknown as Record<string, unknown>;
};
const codeOf = ({ status, body }: Answer): string => `${status} ${(body as unknown as { code?: string }).code ?? ''}`;
async function edit(person: SignedInCalls, name: string, document: object): Promise<void> {
  const { body } = await person(`/api/v1/workflows/${name}/draft`);
  const call = { method: 'PUT', headers: { 'if-match': `"${body.revision}"` }, json: document };
  expect((await person(`/api/v1/workflows/${name}/draft`, call)).status).toBe(200);
}
const draftThere = async (name: string) =>
  (await there(`/api/v1/workflows/${name}/draft`)).body as { document?: unknown };

test('what it names is replaced at every depth, and it says where it came from', async () => {
  await server.publish(deep('mapped'));
  const connections = { crm: 'crm-live', undo: 'crm', 'hook-secret': 'hook-secret-live' };
  const promoted = await promote('mapped', { connections, publish: true, note: 'For the customers.' });
  expect(promoted).toMatchObject({
    status: 201,
    body: { workspace: 'live', workflow: 'mapped', version: { number: 1, live: true, note: 'For the customers.' } },
  });
  const version = await there('/api/v1/workflows/mapped/versions/1');
  expect(version.body).toMatchObject({ promotedFrom: { workspace: 'default', number: 1 } });
  const text = JSON.stringify((version.body as unknown as { document: object }).document);
  expect(text.match(/"[Cc]onnection":"[^"]+"/g)).toEqual([
    '"connection":"hook-secret-live"',
    '"Connection":"crm-live"',
    '"Connection":"crm"',
  ]);
  expect((await there('/api/v1/workflows/mapped/versions')).body.items).toMatchObject([
    { promotedFrom: { workspace: 'default', number: 1 } },
  ]);
  // The version that was promoted is as it was.
  expect(JSON.stringify((await here('/api/v1/workflows/mapped/versions/1')).body)).not.toContain('crm-live');
});

test('what is live there answers there', async () => {
  await server.publish(plain('answers', { description: 'First' }));
  expect((await promote('answers', { publish: true })).status).toBe(201);
  expect((await server.send('/hooks/live/answers', { json: {} })).status).toBe(200);
});

describe('the preview', () => {
  test('tells which connections fit, and chooses those of the same name', async () => {
    await server.publish(deep('previewed'));
    const { connections, draft, live, problems } = await preview('previewed');
    expect(connections).toEqual([
      expect.objectContaining({ name: 'crm', connector: 'http', places: 1, chosen: 'crm' }),
      { name: 'hook-secret', places: 1, candidates: [{ name: 'hook-secret-live' }] },
      { name: 'undo', connector: 'http', places: 1, candidates: [expect.anything(), expect.anything()] },
    ]);
    const [{ candidates }] = connections as [{ candidates: readonly { name: string; health: string }[] }];
    expect(candidates.map(({ name, health }) => `${name} ${health}`)).toEqual(['crm ok', 'crm-live ok']);
    expect({ draft, live, problems }).toEqual({ draft: 'none', live: undefined, problems: [] });
    expect((await there('/api/v1/workflows/previewed')).status).toBe(404);
  });

  test('shows what would be there, by what is asked for, beside what is live there', async () => {
    await server.publish(connected('beside', 'crm'));
    await promote('beside', { publish: true });
    const { live, document } = await preview('beside', { connections: { crm: 'crm-live' } });
    expect(live).toMatchObject({ number: 1, document: connected('beside', 'crm') });
    expect(document).toEqual(connected('beside', 'crm-live'));
  });

  test('names workflows that it calls and that are not there, but not itself', async () => {
    const call = (name: string) => ({ Type: 'Task', Resource: `workflow:${name}` });
    await server.publish(plain('called'));
    await server.publish(webhookWorkflow('calls', call('called')));
    await server.publish(webhookWorkflow('calls-itself', call('calls-itself')));
    expect(await preview('calls')).toMatchObject({ workflows: ['called'] });
    expect(await preview('calls-itself')).toMatchObject({ workflows: [] });
    await promote('called', {});
    expect(await preview('calls')).toMatchObject({ workflows: [] });
  });

  test('names connectors that are not there, or not in this version', async () => {
    for (const version of ['1.0.0', '1.1.0']) await importConnector(here, version);
    await server.publish({ ...webhookWorkflow('desks', deskCall), connectors: { helpdesk: '1.1.0' } } as never);
    const missing = { name: 'helpdesk', version: '1.1.0', needs: [] };
    expect(await preview('desks')).toMatchObject({
      connectors: [{ ...missing, state: 'missing', versions: [] }],
      problems: [],
    });
    expect(codeOf(await promote('desks', { publish: true }))).toBe('422 workflow.invalid');
    expect((await there('/api/v1/workflows/desks')).status).toBe(404);

    await importConnector(there, '1.0.0');
    expect(await preview('desks')).toMatchObject({
      connectors: [{ ...missing, state: 'version_missing', versions: ['1.0.0'] }],
      problems: [],
    });
    await importConnector(there, '1.1.0', { host: 'other.test', promote: false });
    expect(await preview('desks')).toMatchObject({
      connectors: [{ ...missing, state: 'not_approved', needs: ['other.test'] }],
    });
    expect(codeOf(await promote('desks', { publish: true }))).toBe('422 workflow.invalid');
    const approval = { json: { approved: ['other.test'] } };
    expect((await there('/api/v1/connectors/helpdesk/versions/1.1.0/promote', approval)).status).toBe(200);
    expect(await preview('desks')).toMatchObject({ connectors: [] });
    expect((await promote('desks', { publish: true })).status).toBe(201);
  });

  const deskCall = { Type: 'Task', Resource: 'connector:helpdesk/get_me', Arguments: {} };
  async function importConnector(
    person: SignedInCalls,
    version: string,
    { host = 'desk.test', ...how }: { readonly host?: string; readonly promote?: boolean } = {},
  ): Promise<void> {
    const answers = { 200: { description: 'It.', content: { 'application/json': { schema: { type: 'object' } } } } };
    const document = {
      ...{ openapi: '3.0.3', info: { title: 'Desk', version }, servers: [{ url: `https://${host}` }] },
      paths: { '/me': { get: { operationId: 'getMe', summary: 'Get me', responses: answers } } },
    };
    const overlay = { name: 'helpdesk', title: 'Desk', description: 'Tickets.', version };
    const json = { document: JSON.stringify(document), overlay, promote: true, ...how };
    expect((await person('/api/v1/connectors/openapi', { json })).status).toBe(201);
  }
});

describe('connections', () => {
  test('one that is not there keeps it from being published, and from nothing else', async () => {
    await server.publish(connected('lonely', 'only-here'));
    expect(await promote('lonely', { publish: true })).toMatchObject({
      body: { code: 'workflow.invalid', errors: [{ code: 'connection.not_found' }] },
    });
    expect((await there('/api/v1/workflows/lonely')).status).toBe(404);
    expect((await promote('lonely', {})).status).toBe(201);
    expect(await draftThere('lonely')).toMatchObject({ document: connected('lonely', 'only-here') });
  });

  test.each([
    ['one that the version does not name', { undo: 'crm' }, '422 promotion.connection_unknown'],
    ['one that is not there', { 'only-here': 'nobody' }, '422 promotion.connection_unfit'],
    ['one that is nobody’s connector', { 'only-here': 'hook-secret-live' }, '422 promotion.connection_unfit'],
  ])('%s is refused', async (_, connections, expected) => {
    expect(codeOf(await promote('lonely', { connections }))).toBe(expected);
  });
});

describe('the draft there', () => {
  test('is written again and again while nobody edits it; what somebody did there is not lost', async () => {
    await server.publish(plain('drafted', { title: 'One' }));
    await edit(here, 'drafted', plain('drafted', { title: 'Two' }));
    await server.api('/api/v1/workflows/drafted/publish', { json: {} });
    for (const number of [1, 2]) expect((await promote('drafted', {}, number)).status).toBe(201);
    expect(await draftThere('drafted')).toMatchObject({ document: { title: 'Two' } });

    const theirs = plain('drafted', { title: 'Theirs' });
    await edit(there, 'drafted', theirs);
    expect(await preview('drafted')).toMatchObject({ draft: 'changed' });
    expect(codeOf(await promote('drafted', { publish: true }))).toBe('409 promotion.draft_unpublished');
    expect(await draftThere('drafted')).toMatchObject({ document: theirs });
    expect((await promote('drafted', { overwrite: true })).status).toBe(201);
    expect(await draftThere('drafted')).toMatchObject({ document: { title: 'One' } });
  });

  test('is replaced when all of it is published; what is published later by hand says where it came from', async () => {
    await server.publish(plain('later'));
    await promote('later', { publish: true });
    await edit(here, 'later', plain('later', { title: 'Newer' }));
    await server.api('/api/v1/workflows/later/publish', { json: {} });
    expect((await promote('later', {}, 2)).status).toBe(201);
    expect((await there('/api/v1/workflows/later')).body).toMatchObject({
      liveVersion: { number: 1 },
      draftChanged: true,
    });
    const published = await there('/api/v1/workflows/later/publish', { json: {} });
    expect(published.body).toMatchObject({ number: 2, promotedFrom: { workspace: 'default', number: 2 } });
  });

  test('is as it was when publishing fails after all', async () => {
    const hooked = (name: string, title: string, path = 'taken') => ({
      ...webhookWorkflow(name, { Type: 'Pass' }, { path }),
      title,
    });
    await server.publish(plain('first'));
    for (const path of ['taken', 'taken-too']) {
      expect((await there('/api/v1/workflows', { json: hooked(`at-${path}`, 'Holder', path) })).status).toBe(201);
      expect((await there(`/api/v1/workflows/at-${path}/publish`, { json: {} })).status).toBe(201);
    }
    await promote('first', { publish: true });
    await edit(here, 'first', hooked('first', 'Second'));
    await server.api('/api/v1/workflows/first/publish', { json: {} });
    expect(codeOf(await promote('first', { publish: true }, 2))).toBe('409 workflow.hook_taken');
    expect(await draftThere('first')).toMatchObject({ document: plain('first') });
    expect((await there('/api/v1/workflows/first')).body).toMatchObject({
      liveVersion: { number: 1 },
      draftChanged: false,
    });

    await server.publish(hooked('fresh', 'Fresh', 'taken-too'));
    expect(codeOf(await promote('fresh', { publish: true }))).toBe('409 workflow.hook_taken');
    expect((await there('/api/v1/workflows/fresh')).status).toBe(404);
  });
});

describe('who may', () => {
  const roleThere = async (role: string): Promise<void> => {
    const opened = await openDatabase({ url: database.url });
    await opened.source.query(
      `update membership set role = $1 where workspace_id = (select id from workspace where slug = 'live')`,
      [role],
    );
    await opened.close();
  };
  beforeAll(() => server.publish(plain('guarded')));
  afterEach(() => roleThere('owner'));

  test.each([
    ['viewer', '403 auth.forbidden'],
    ['operator', '403 auth.forbidden'],
    ['builder', '201 '],
  ])('%s there', async (role, expected) => {
    await roleThere(role);
    expect(codeOf(await promote('guarded', { publish: true }))).toBe(expected);
    const asked = await here('/api/v1/workflows/guarded/versions/1/promotion-previews', {
      json: { workspace: 'live' },
    });
    expect(asked.status).toBe(role === 'builder' ? 200 : 403);
  });

  test.each([
    ['to where one does not belong', { workspace: 'nowhere' }, '404 workspace.not_found'],
    ['to where it is', { workspace: 'default' }, '422 promotion.same_workspace'],
  ])('not %s', async (_, json, expected) => {
    expect(codeOf(await promote('guarded', json))).toBe(expected);
  });

  test('not what is not there, and not by a key', async () => {
    expect(codeOf(await promote('guarded', {}, 9))).toBe('404 workflow.version_not_found');
    expect(codeOf(await promote('none', {}))).toBe('404 workflow.version_not_found');
    const path = '/api/v1/workflows/guarded/versions/1/promotions';
    expect(codeOf(await server.api(path, { json: { workspace: 'live' } }))).toBe('403 workspace.session_required');
  });
});
