// A person of several workspaces: which there are, in which one they are, and that each shows only what is its own.
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { addPerson } from '../testing/add-person.ts';
import { signIn, type SignedInCalls } from '../testing/signed-in.ts';
import { OWNER_KEY, startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

const WORKSPACES = '/api/v1/workspaces';
const LIVE = { slug: 'live', name: 'Live', stage: 'production' };
let database: TestDatabase;
let server: TestServer;
let owner: SignedInCalls;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  owner = await signIn(server);
  expect((await owner(WORKSPACES, { json: LIVE })).status).toBe(201);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);
beforeEach(async () => {
  await enter(owner, 'default');
});

const enter = (person: SignedInCalls, slug: string): Promise<Answer> =>
  person(`${WORKSPACES}/${slug}/enter`, { method: 'POST' });
const codeOf = ({ status, body }: Answer): string => `${status} ${(body as unknown as { code?: string }).code ?? ''}`;

test('whoever makes a workspace owns it, and is still where they were', async () => {
  expect((await owner(WORKSPACES)).body).toEqual({
    items: [
      { slug: 'default', name: 'Default', stage: 'development', role: 'owner', isCurrent: true },
      { ...LIVE, role: 'owner', isCurrent: false },
    ],
  });
  const session = await owner('/api/v1/auth/session');
  expect(session.body).toMatchObject({ workspace: { slug: 'default', stage: 'development' } });
});

test.each([
  ['an address that is taken', { ...LIVE, name: 'Other' }, '409 workspace.slug_taken'],
  ['an address that is none', { ...LIVE, slug: 'Not one' }, '422 request.invalid'],
  ['an unknown stage', { ...LIVE, slug: 'x', stage: 'test' }, '422 request.invalid'],
  ['no name', { ...LIVE, slug: 'x', name: ' ' }, '422 request.invalid'],
])('%s is refused', async (_, json, expected) => {
  expect(codeOf(await owner(WORKSPACES, { json }))).toBe(expected);
});

test('name and stage are changed by whoever may there', async () => {
  const change = (person: SignedInCalls, json: object) => person(`${WORKSPACES}/live`, { method: 'PATCH', json });
  expect((await change(owner, { name: 'Really live' })).body).toMatchObject({
    name: 'Really live',
    stage: 'production',
  });
  expect((await change(owner, { name: 'Live', stage: 'staging' })).body).toEqual({
    ...{ ...LIVE, stage: 'staging' },
    ...{ role: 'owner', isCurrent: false },
  });
  expect((await change(owner, { stage: 'production' })).status).toBe(200);
  for (const [role, status] of [
    ['admin', 200],
    ['builder', 403],
  ] as const) {
    const key = await addPerson(database.url, role, 'live');
    const call = { method: 'PATCH', json: { name: 'Live' }, headers: { authorization: `Bearer ${key}` } };
    expect((await server.send(`${WORKSPACES}/live`, call)).status).toBe(status);
    expect(codeOf(await server.send(`${WORKSPACES}/default`, call))).toBe('404 workspace.not_found');
  }
});

test('a person sees of two workspaces what is in the one that they are in', async () => {
  await server.publish(webhookWorkflow('only-here', { Type: 'Pass' }));
  const secret = { name: 'only-here', fields: { secret: 'whsec_c2VjcmV0' } };
  expect((await owner('/api/v1/connections', { json: secret })).status).toBe(201);
  const started = await owner('/api/v1/workflows/only-here/runs', { json: { input: {} } });
  const key = await owner('/api/v1/api-keys', { json: { name: 'only-here' } });
  const paths = [
    ...['/api/v1/workflows/only-here', '/api/v1/workflows/only-here/draft', '/api/v1/workflows/only-here/versions'],
    ...['/api/v1/connections/only-here', `/api/v1/runs/${started.body.runId}`],
  ];
  for (const path of paths) expect((await owner(path)).status).toBe(200);

  expect((await enter(owner, 'live')).body).toMatchObject({ workspace: LIVE, role: 'owner' });
  for (const path of paths) expect((await owner(path)).status).toBe(404);
  for (const list of ['workflows', 'connections', 'runs', 'api-keys'])
    expect((await owner(`/api/v1/${list}`)).body).toEqual({ items: [] });
  expect((await owner('/api/v1/workflows/only-here/publish', { json: {} })).status).toBe(404);
  expect((await owner(`/api/v1/api-keys/${key.body.id}`, { method: 'DELETE' })).status).toBe(404);
  // Its address is the other workspace's too.
  expect((await server.send('/hooks/live/only-here', { json: {} })).status).toBe(404);
  expect((await server.send('/hooks/default/only-here', { json: {} })).status).toBe(200);

  const same = webhookWorkflow('only-here', { Type: 'Pass' });
  expect((await owner('/api/v1/workflows', { json: { ...same, title: 'Live one' } })).status).toBe(201);
  await enter(owner, 'default');
  expect((await owner('/api/v1/workflows/only-here')).body).toMatchObject({ title: 'only-here' });
});

test('sessions of one person are each where they are', async () => {
  const other = await signIn(server);
  await enter(other, 'live');
  expect((await other('/api/v1/auth/session')).body).toMatchObject({ workspace: LIVE });
  expect((await owner('/api/v1/auth/session')).body).toMatchObject({ workspace: { slug: 'default' } });
});

test('nobody enters what they do not belong to', async () => {
  await addPerson(database.url, 'owner', 'elsewhere');
  for (const slug of ['elsewhere', 'nowhere']) {
    expect(codeOf(await enter(owner, slug))).toBe('404 workspace.not_found');
    expect(codeOf(await owner(`${WORKSPACES}/${slug}`, { method: 'PATCH', json: { name: 'Mine' } }))).toBe(
      '404 workspace.not_found',
    );
  }
  expect((await owner('/api/v1/auth/session')).body).toMatchObject({ workspace: { slug: 'default' } });
});

test('another site cannot move a session', async () => {
  const call = { method: 'POST', headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } };
  expect(codeOf(await owner(`${WORKSPACES}/live/enter`, call))).toBe('403 auth.origin_refused');
});

test('an API key belongs to one workspace', async () => {
  const page = (await server.api(WORKSPACES)).body as unknown as { items: readonly { slug: string }[] };
  expect(page.items.map(({ slug }) => slug)).toEqual(['default']);
  expect(codeOf(await server.api(`${WORKSPACES}/live/enter`, { method: 'POST' }))).toBe(
    '403 workspace.session_required',
  );
  expect(codeOf(await server.api(WORKSPACES, { json: { ...LIVE, slug: 'more' } }))).toBe(
    '403 workspace.session_required',
  );
  // Not even with the cookie of somebody who may.
  const headers = { authorization: `Bearer ${OWNER_KEY}` };
  expect(codeOf(await owner(`${WORKSPACES}/live/enter`, { method: 'POST', headers }))).toBe(
    '403 workspace.session_required',
  );
});

test('a page that believes to be elsewhere is told, and neither reads nor writes', async () => {
  const headers = { 'millrace-workspace': 'default' };
  expect((await owner('/api/v1/workflows', { headers })).status).toBe(200);
  await enter(owner, 'live');
  const document = webhookWorkflow('stray', { Type: 'Pass' });
  for (const call of [{ headers }, { headers, json: document }]) {
    expect(codeOf(await owner('/api/v1/workflows', call))).toBe('409 workspace.changed');
  }
  expect((await owner('/api/v1/workflows/stray')).status).toBe(404);
  // How it finds out where it is, and back.
  expect((await owner('/api/v1/auth/session', { headers })).status).toBe(200);
  expect((await owner(`${WORKSPACES}/default/enter`, { method: 'POST', headers })).status).toBe(200);
});

test('a stream of the workspace that was left ends', async () => {
  const cut = new AbortController();
  const login = await server.send('/api/v1/auth/login', {
    json: { email: 'ada@example.com', password: 'correct horse battery' },
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const response = await fetch(`${server.url}/api/v1/runs/events`, { headers: { cookie }, signal: cut.signal });
  expect(response.status).toBe(200);
  const headers = { cookie, origin: new URL(server.url).origin };
  expect((await server.send(`${WORKSPACES}/live/enter`, { method: 'POST', headers })).status).toBe(200);
  // Reads to the end, which comes only because the server closes it.
  expect(await response.text()).toContain(': open');
  cut.abort();
});
