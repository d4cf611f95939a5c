// Signing in with a service, through the real server and a real provider.
import { until } from '@millrace/testing';
import { IDP_CLIENT } from '../testing/identity-provider.ts';
import { startOAuthWorld, type OAuthWorld, type Person } from '../testing/oauth-world.ts';
import { revealRefreshToken, revealToken } from '../testing/reveal-token.ts';
import { webhookWorkflow } from '../testing/test-server.ts';

let world: OAuthWorld;
let ada: Person;

beforeAll(async () => {
  world = await startOAuthWorld();
  ada = await world.visit('builder');
}, 60_000);
afterAll(() => world.stop(), 60_000);

const OAUTH = '/api/v1/oauth';
const CONNECTIONS = '/api/v1/connections';
interface Started {
  readonly id: string;
  readonly authorizeUrl: string;
}
const begin = async (name: string, who = ada): Promise<Started> => (await who.start(name)).body as unknown as Started;

/** A workflow that asks the desk who it is, by a connection. */
async function callWith(connection: string) {
  const name = `call-${connection}`;
  await world.server.publish(
    webhookWorkflow(name, {
      ...{ Type: 'Task', Resource: 'connector:desk/get_me', Arguments: {}, End: true },
      Credentials: { Connection: connection },
    }),
  );
  return () => world.server.send(`/hooks/default/${name}`, { json: {} });
}

test('a person allows it, and the connection works and knows whose it is', async () => {
  const { page, signIn } = await ada.connect('desk');
  expect(page.status).toBe(200);
  expect(signIn).toMatchObject({ status: 'connected', connection: 'desk' });
  expect(signIn).not.toHaveProperty('missingScopes');
  const { body } = await ada.api(`${CONNECTIONS}/desk`);
  expect(body).toMatchObject({
    ...{ connector: 'desk', authKind: 'account', account: { label: 'ada', id: 'ada' }, health: { state: 'ok' } },
    scopes: expect.arrayContaining(['read']) as string[],
  });
  const call = await callWith('desk');
  expect((await call()).body).toEqual({ account: 'ada' });
  for (const token of world.provider.apiTokens) expect(world.server.log.join('')).not.toContain(token);
});

test('the address has the challenge, the state and the nonce, and no secret', async () => {
  const { authorizeUrl } = await begin('address');
  const { searchParams, pathname } = new URL(authorizeUrl);
  expect(pathname).toBe('/auth');
  expect(Object.fromEntries(searchParams)).toMatchObject({
    ...{ client_id: IDP_CLIENT.clientId, response_type: 'code', redirect_uri: world.callbackUrl, prompt: 'consent' },
    ...{ scope: 'openid offline_access read', code_challenge_method: 'S256' },
    code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
    state: expect.stringMatching(/^[\w-]{43}$/) as string,
    nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
  });
  expect(authorizeUrl).not.toContain(IDP_CLIENT.clientSecret);
});

test('the page that ends it may run one script of ours, and shows no word of a stranger', async () => {
  const { id, authorizeUrl } = await begin('page');
  const callback = await ada.decide(authorizeUrl, false);
  callback.searchParams.set('error_description', '<script>alert(1)</script>');
  const { page } = await ada.end(callback, id);
  const [, nonce = ''] = /script-src 'nonce-([\w-]{43})'/.exec(page.headers.get('content-security-policy') ?? '') ?? [];
  expect(page.headers.get('content-security-policy')).toBe(
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.text).toContain(
    `<script nonce="${nonce}">new BroadcastChannel('millrace-oauth').postMessage({id:'${id}'})`,
  );
  expect(page.text).not.toContain('alert');
});

test('a person does not allow it', async () => {
  const { id, authorizeUrl } = await begin('denied');
  expect((await ada.api(`${OAUTH}/${id}`)).body).toMatchObject({ status: 'pending' });
  const { page, signIn } = await ada.end(await ada.decide(authorizeUrl, false), id);
  expect(page.status).toBe(200);
  expect(signIn).toMatchObject({ status: 'access_denied', requestId: expect.any(String) as string });
  expect((await ada.api(`${CONNECTIONS}/denied`)).status).toBe(404);
});

describe('a state', () => {
  test('counts once', async () => {
    const { id, authorizeUrl } = await begin('once');
    const callback = await ada.decide(authorizeUrl);
    expect((await ada.end(callback, id)).signIn).toMatchObject({ status: 'connected' });
    const before = world.provider.tokenRequests.length;
    const again = await ada.end(callback, id);
    expect(again.page.text).toContain('Not connected');
    expect(again.page.text).not.toContain('BroadcastChannel');
    // What came of it the first time is still true.
    expect(again.signIn).toMatchObject({ status: 'connected' });
    expect(world.provider.tokenRequests).toHaveLength(before);
  });

  test('is that of the browser that began', async () => {
    const mallory = await world.visit('builder');
    const { id, authorizeUrl } = await begin('stolen');
    const callback = await ada.decide(authorizeUrl);
    for (const stranger of [mallory.visitor, (await world.visit('builder')).visitor])
      expect((await stranger.visit(callback.href)).text).toContain('Not connected');
    expect((await world.server.send(`${callback.pathname}${callback.search}`)).text).toContain('Not connected');
    expect((await mallory.api(`${OAUTH}/${id}`)).body).toMatchObject({ status: 404, code: 'oauth.sign_in_not_found' });
    expect((await mallory.api(`${CONNECTIONS}/stolen`)).status).toBe(404);
    expect((await ada.end(callback, id)).signIn).toMatchObject({ status: 'connected' });
  });

  test('that nobody gave is none', async () => {
    for (const query of ['', '?state=', '?state=x&code=y', '?state=x&state=y&code=z', `?error=access_denied`]) {
      const page = await ada.visitor.visit(`${world.callbackUrl}${query}`);
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Not connected') as string });
    }
  });
});

test('an answer of another service is not believed', async () => {
  const { id, authorizeUrl } = await begin('mixed-up');
  const callback = await ada.decide(authorizeUrl);
  expect(callback.searchParams.get('iss')).toBe(world.provider.url);
  callback.searchParams.set('iss', 'https://evil.example');
  const before = world.provider.tokenRequests.length;
  expect((await ada.end(callback, id)).signIn).toMatchObject({ status: 'token_exchange_failed' });
  expect(world.provider.tokenRequests).toHaveLength(before);
});

test('a code that was put into the address by somebody else is not exchanged', async () => {
  const [mine, theirs] = [await begin('injected'), await begin('injected-too')];
  const stolen = (await ada.decide(theirs.authorizeUrl)).searchParams.get('code') ?? '';
  const callback = await ada.decide(mine.authorizeUrl);
  callback.searchParams.set('code', stolen);
  expect((await ada.end(callback, mine.id)).signIn).toMatchObject({ status: 'token_exchange_failed' });
  expect((await ada.api(`${CONNECTIONS}/injected`)).status).toBe(404);
});

test('somebody signs in again for a connection that is there', async () => {
  await ada.connect('again');
  expect((await ada.start('again')).body).toMatchObject({ status: 409, code: 'connection.name_taken' });
  const { signIn } = await ada.connect('again', { reconnect: true });
  expect(signIn).toMatchObject({ status: 'connected', connection: 'again' });
  expect((await ada.api(`${CONNECTIONS}/again`)).body).toMatchObject({ version: 2, health: { state: 'ok' } });
  expect((await ada.start('not-there', { reconnect: true })).body).toMatchObject({ code: 'connection.not_found' });
});

test('a name that was taken meanwhile does not undo the sign-in', async () => {
  const { id, authorizeUrl } = await begin('late');
  await ada.connect('late');
  const { signIn } = await ada.end(await ada.decide(authorizeUrl), id);
  expect(signIn).toMatchObject({ status: 'connected', connection: 'late-2' });
});

test.each([
  ['a way without a sign-in', { authKind: 'token' }, 422, 'oauth.no_sign_in'],
  ['a way for machines', { authKind: 'machine' }, 422, 'oauth.no_sign_in'],
  ['a way that is not there', { authKind: 'nothing' }, 422, 'connection.kind_unknown'],
  ['a connector that is not there', { connector: 'crm' }, 422, 'connection.connector_unknown'],
  ['a field that is unknown', { fields: { site: 'blue' } }, 422, 'connection.fields_invalid'],
  ['a scope that the connector does not name', { scopes: ['admin'] }, 422, 'connection.fields_invalid'],
  ['a member that is unknown', { redirectUrl: 'https://evil.example' }, 422, 'request.invalid'],
])('refuses %s', async (...[, changes, status, code]) => {
  expect((await ada.start('refused', changes)).body).toMatchObject({ status, code });
});

test('who may begin', async () => {
  for (const role of ['viewer', 'operator'] as const) {
    const person = await world.visit(role);
    for (const more of [{}, { reconnect: true }])
      expect((await person.start('desk', more)).body).toMatchObject({ status: 403, code: 'auth.forbidden' });
  }
  const asKey = await world.server.api(`${OAUTH}/start`, {
    json: { connector: 'desk', authKind: 'account', name: 'by-key' },
  });
  expect(asKey.body).toMatchObject({ status: 403, code: 'oauth.session_required' });
  expect((await world.server.send(`${OAUTH}/start`, { json: {} })).status).toBe(401);
});

test('at another address than the one that people are sent back to nothing begins', async () => {
  const { port } = new URL(world.server.url);
  const there = `http://localhost:${port}`;
  const response = await fetch(`${there}${OAUTH}/start`, {
    method: 'POST',
    headers: { cookie: ada.visitor.cookieOf(world.server.url), origin: there, 'content-type': 'application/json' },
    body: JSON.stringify({ connector: 'desk', authKind: 'account', name: 'elsewhere' }),
  });
  expect(await response.json()).toMatchObject({ status: 409, code: 'oauth.other_origin' });
});

test('whoever is a builder no more when they come back gets nothing', async () => {
  const eve = await world.visit('builder');
  const { id, authorizeUrl } = await begin('no-more', eve);
  const callback = await eve.decide(authorizeUrl);
  await eve.api('/api/v1/auth/logout', { method: 'POST', json: {} });
  expect((await eve.visitor.visit(callback.href)).text).toContain('Not connected');
  expect((await ada.api(`${OAUTH}/${id}`)).status).toBe(404);
  expect((await ada.api(`${CONNECTIONS}/no-more`)).status).toBe(404);
});

test('a token that the service takes no more is renewed once, and the new refresh token is kept', async () => {
  await ada.connect('renewed');
  const call = await callWith('renewed');
  expect((await call()).status).toBe(200);
  for (const renewal of [1, 2]) {
    const before = world.provider.tokenRequests.length;
    world.provider.distrust();
    expect((await call()).body).toEqual({ account: 'ada' });
    // Each refresh token counts once: the second renewal works only with the one that came with the first.
    expect([renewal, ...world.provider.tokenRequests.slice(before)]).toEqual([renewal, 'refresh_token ok']);
  }
});

test('what the service says of the account is kept sealed beside the token, renewed with it, and never shown', async () => {
  world.provider.sayBesides({ team: { id: 'T-of-ada' }, authed_user: { access_token: 'first-of-ada' } });
  await ada.connect('besides');
  const read = async () =>
    JSON.parse((await revealToken(world.database.url, 'besides')).token_response ?? '{}') as unknown;
  expect(await read()).toEqual({ team: { id: 'T-of-ada' }, authed_user: { access_token: 'first-of-ada' } });
  world.provider.sayBesides({ authed_user: { access_token: 'second-of-ada' } });
  const call = await callWith('besides');
  world.provider.distrust();
  await call();
  world.provider.distrust();
  expect((await call()).body).toEqual({ account: 'ada' });
  expect(await read()).toEqual({ team: { id: 'T-of-ada' }, authed_user: { access_token: 'second-of-ada' } });
  world.provider.sayBesides({});
  const shown = [await ada.api(`${CONNECTIONS}/besides`), await ada.api(CONNECTIONS), await ada.api('/api/v1/runs')];
  expect(JSON.stringify(shown.map(({ body }) => body))).not.toMatch(/of-ada/);
});

test('a service that takes the refresh token no more is not asked again and again: runs wait until somebody signs in', async () => {
  await ada.connect('withdrawn');
  const call = await callWith('withdrawn');
  await call();
  const token = await refreshTokenOf('withdrawn');
  world.provider.distrust();
  await fetch(`${world.provider.url}/token/revocation`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${IDP_CLIENT.clientId}:${IDP_CLIENT.clientSecret}`)}` },
    body: new URLSearchParams({ token }),
  });
  const before = world.provider.tokenRequests.length;
  const runIds = [await startHeld('withdrawn'), await startHeld('withdrawn'), await startHeld('withdrawn')];
  expect(world.provider.tokenRequests.slice(before)).toEqual(['refresh_token refused']);
  // Runs are told to wait before that is written down.
  await until(async () => {
    const { waitingSteps } = (await ada.api(`${CONNECTIONS}/withdrawn`)).body as { readonly waitingSteps?: number };
    return waitingSteps === 3;
  });
  expect((await ada.api(`${CONNECTIONS}/withdrawn`)).body).toMatchObject({ health: { state: 'needs_person' } });
  expect(await refreshTokenOf('withdrawn')).toBe(token);
  expect((await ada.connect('withdrawn', { reconnect: true })).signIn).toMatchObject({ status: 'connected' });
  for (const runId of runIds) await until(async () => (await readRun(runId)).status === 'succeeded');
  expect((await ada.api(`${CONNECTIONS}/withdrawn`)).body).toMatchObject({ health: { state: 'ok' }, waitingSteps: 0 });
  expect((await call()).body).toEqual({ account: 'ada' });
});

/** Starts a run whose step the service refuses: it waits. */
async function startHeld(connection: string): Promise<string> {
  const { body } = await world.server.api(`/api/v1/workflows/call-${connection}/runs`, { json: {} });
  await until(async () => (await readRun(body.runId)).held.length > 0);
  expect((await readRun(body.runId)).held).toMatchObject([{ error: 'Connector.Auth', connection }]);
  return body.runId;
}
const readRun = async (runId: string) =>
  (await world.server.api(`/api/v1/runs/${runId}`)).body as unknown as { status: string; held: readonly object[] };

const refreshTokenOf = (name: string): Promise<string> => revealRefreshToken(world.database.url, name);

test('a machine signs in by itself', async () => {
  const made = await ada.api(CONNECTIONS, {
    json: { name: 'machine', kind: 'connector', connector: 'desk', authKind: 'machine', fields: {} },
  });
  expect(made.body).toMatchObject({ health: { state: 'ok' }, account: { label: IDP_CLIENT.clientId } });
  const call = await callWith('machine');
  world.provider.distrust();
  expect((await call()).body).toEqual({ account: IDP_CLIENT.clientId });
  expect(made.body).not.toHaveProperty('expiresAt');
});

test('a connection that nobody has signed in for says so', async () => {
  const made = await ada.api(CONNECTIONS, {
    json: { name: 'empty', kind: 'connector', connector: 'desk', authKind: 'account', fields: {} },
  });
  expect(made.body).toMatchObject({ health: { state: 'needs_person' } });
  expect((await ada.connect('empty', { reconnect: true })).signIn).toMatchObject({ status: 'connected' });
});

test('what is deleted is withdrawn at the service', async () => {
  await ada.connect('deleted');
  const call = await callWith('deleted');
  await call();
  const token = world.provider.apiTokens.at(-1) ?? '';
  const me = () => fetch(`${world.provider.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  expect((await me()).status).toBe(200);
  const refused = await ada.api(`${CONNECTIONS}/deleted`, { method: 'DELETE', json: {} });
  expect(refused.body).toMatchObject({ status: 409, code: 'connection.in_use', workflows: ['call-deleted'] });
  expect(await ada.api(`${CONNECTIONS}/deleted?force=true`, { method: 'DELETE', json: {} })).toMatchObject({
    status: 204,
  });
  expect((await me()).status).toBe(401);
});
